"""Proof of origin: who vouches for a copy signs its manifest, which has the digest of every file.

Made and read by ``ssh-keygen -Y`` of OpenSSH, in its format SSHSIG (PROTOCOL.sshsig). Whose keys
count says `keys/allowed_signers` of the repository (ssh-keygen(1), "ALLOWED SIGNERS").
"""

import subprocess
from pathlib import Path

from . import ReleasesError
from .manifest import MANIFEST, Manifest

SIGNERS = Path("keys", "allowed_signers")
_NAMESPACE = "periodical"
"""So that nobody can pass a signature off for one of something else."""


def sign(manifest: Manifest, key: Path | None) -> bytes:
    """Return the signature of a manifest, empty without a key; of Ed25519, always the same.

    The key is a private one, or a public one whose private one an agent or a device has.
    """
    if key is None:
        return b""
    done = _ask("sign", "-f", str(key.absolute()), content=manifest.content)
    if done.returncode:
        raise ReleasesError(f"{key} cannot sign. ssh-keygen says: {done.stderr.decode().strip()}")
    return done.stdout


def signer_of(manifest: Manifest, signature: Path, signers: Path) -> str | None:
    """Return who signed a manifest, as the signers call them; `None` if none of them has.

    A key counts that was valid when what it signs was committed.
    """
    known = ("-s", str(signature.absolute()), "-f", str(signers.absolute()))
    moment = "".join(filter(str.isdigit, manifest.date or ""))
    when = [f"-Overify-time={moment}Z"] if moment else []
    found = _ask("find-principals", *known, *when).stdout.decode().split("\n")[0].strip()
    done = found and _ask("verify", *known, *when, "-I", found, content=manifest.content)
    return found if done and not done.returncode else None


def _ask(what: str, *options: str, content: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    space = () if what == "find-principals" else ("-n", _NAMESPACE)
    command = ["ssh-keygen", "-Y", what, *space, *options]
    try:
        return subprocess.run(command, input=content, capture_output=True, check=False)  # noqa: S603
    except FileNotFoundError:
        raise ReleasesError(f"{MANIFEST} is signed with ssh-keygen: install OpenSSH.") from None
