"""What fictional sentences are made of."""

from __future__ import annotations

COUNTRIES = [
    "Examplia", "Samplonia", "Placeholdia", "Imaginaria", "Fictiva", "Mockovia",
]  # fmt: skip
CITIES = [
    "Port Pretend", "Lorem", "Upper Ipsum", "Mock Harbour", "Fablebridge", "Nowhere Pass",
    "Dummy Springs", "Saint Example", "Sample Ferry", "Little Dolor", "Sit Amet",
]  # fmt: skip
ROLES = [
    "the transport minister", "the head of the water board", "the speaker of the assembly",
    "the mayor of {city}", "a teacher from {city}", "a herder near {city}",
    "an opposition deputy", "the chief engineer", "a lawyer for the villagers", "the ombudsman",
    "a railway inspector", "the central bank", "a spokesperson for the miners",
    "the editor of a newspaper in {city}",
]  # fmt: skip
THINGS = [
    "the canal between {city} and {city2}", "the new railway", "the grain fund",
    "the power station", "the reservoir above {city}", "the border market", "the pension law",
    "the school reform", "the copper tariff", "the bridge at {city}", "the census",
    "the fishing quota", "the night train", "the weather service", "the road over the pass",
    "the apple harvest", "the land register",
]  # fmt: skip
BODIES = [
    "the assembly", "the audit office", "a commission of inquiry", "the constitutional court",
    "the ministry of energy", "the statistics office", "a union of drivers",
    "the customs service", "the academy of invented sciences", "a council of elders",
    "the election board",
]  # fmt: skip
VERBS = [
    "postponed", "approved", "criticized", "inspected", "suspended", "defended", "revised",
    "abandoned", "enlarged", "closed", "reopened", "investigated", "financed", "renamed",
]  # fmt: skip
ADVERBS = [
    "quietly", "after long debate", "without explanation", "for the second time", "unanimously",
    "against advice", "before winter", "at short notice", "by a narrow vote", "in public",
]  # fmt: skip
UNITS = [
    "tonnes of grain", "cubic metres of water", "passengers", "households", "kilometres of track",
    "seedlings", "invented crowns", "signatures", "litres of milk", "hours of broadcasting",
]  # fmt: skip

SENTENCES = [
    "On {day} {body} of {country} {verb} {thing} {adverb}.",
    "{role} told reporters in {city} that {thing} would need {number} "
    "{unit} before the season ends.",
    "Nobody in {city} expected that {body} would look at {thing} again so soon.",
    "According to {body}, {number} {unit} were counted last month, "
    "{percent} per cent more than a year before.",
    "Residents of {city} and {city2} gathered outside the town hall and asked for an explanation.",
    "{country} and {country2} have argued about {thing} since the treaty "
    "of {year}, and agree on little.",
    "The figures, which {body} published {adverb}, differ from those that "
    "{role} had quoted in spring.",
    "Officials in {country2} answered that the complaint was exaggerated "
    "and that repairs had begun.",
    "Under the draft, every village receives a share, and {role} must report twice in a year.",
    "Engineers had warned of cracks, leaking valves and rusted gates long "
    "before the flood reached {city}.",
    "A correspondent saw {number} lorries waiting at the checkpoint, some "
    "of them loaded with melons.",
    "{role} called the plan generous; {role2} called it a trap for small farms.",
    "In {city}, where the factory employs one family in {small}, the news "
    "was received with silence.",
    "Loans from {country2} cover {percent} per cent of the cost, and "
    "interest falls due in {year2}.",
    "The court heard {small} witnesses, dismissed two appeals and adjourned until autumn.",
    "Whether {thing} survives the winter depends on rainfall, prices and "
    "the patience of creditors.",
    "Teachers, nurses and drivers have not been paid since {month}, {role} said.",
    "Maps printed by {body} show the river on the wrong side of {city}, "
    "which amused its inhabitants.",
    "Older readers will remember {year}, when {body} {verb} {thing} and "
    "the ferry stopped for a month.",
    "{role} promised shelters, blankets and a telephone line; by {day} the tents had arrived.",
    "Exports of copper, wool and dried apricots through {city} fell by {percent} per cent.",
    "Some analysts in {country} see an election manoeuvre, others simple arithmetic.",
    "The agreement leaves open who pays for dredging, who guards the "
    "sluices and who keeps the archive.",
    "Students at the Made-Up University of {city} collected {number} signatures in {small} days.",
    "Radio stations in {country2} interrupted their programmes to read the decree in full.",
    "{body} has {verb} {small} similar projects, none of which was finished on schedule.",
    "A glacier above {city} lost {small} metres in a decade, measurements by volunteers suggest.",
    "Traders complain of queues, stamps, inspections and a fee that nobody can find in the law.",
    "For {country}, a landlocked country in this fiction, every kilometre of the corridor counts.",
    "{role} resigned on {day}, denied any connection with {thing}, and left for {city2}.",
]
ABOUT_PEOPLE = [
    "{person}, {persons_role}, came from {city} to look at {thing}.",
    "“Nobody asked us,” said {person}, {persons_role}, outside {body} of {country}.",
    "{person} had warned of this in the Example Almanac, an invented book.",
    "A letter that {person} and the Academy of Invented Sciences signed was read out in {city}.",
    "The Made-Up University’s archive in {city} holds what {person} wrote about {thing}.",
]
LINKS = [
    "The [full report](https://example.org/reports/{number}) has {small} annexes and no summary.",
    "Minutes are on the [page of the assembly](https://example.com/assembly/{year}/{number}).",
    "A [map of the works](https://example.net/maps/{number}) shows what is planned.",
]
HEADLINES = [
    "{Body} Looks at {Thing}",
    "A Quarrel over {Thing}",
    "{Country} and {Country2} Talk Again",
    "What {City} Expects of {Thing}",
    "{Thing}: a Vote, a Delay, a Bill",
]
SUBJECTS = ["Water", "Rails", "Grain", "Votes", "Copper", "Snow", "Schools", "Bridges"]
MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
]  # fmt: skip
