"""Pictures: judged, made fit for paper and for screens, and kept by content.

What leaves this room is a picture and nothing else: no place, camera, name, comment or preview, and
nothing behind its end. Outputs take their pictures from here, never from a contributor's file.
"""
