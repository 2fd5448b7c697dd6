"""Time zones as mail writes them (RFC 5322 §3.3, §4.3): an explicit offset wins over a name beside it."""

import re

MAX_HOURS = 14
HOUR_S = 3600
_OFFSET = re.compile(r"([+\-\u2212\u2013])\s?(\d{1,2})(?::?(\d{2}))?(?![\dA-Za-z:])")
_DAYLIGHT = re.compile(r"(.+?)[ -]dst")

# What RFC 5322 names, and what clients of other countries, and Windows in its long names, write. Of a name that two
# countries use one meaning is taken: IST is India, CST and EST are the RFC's.
_HOURS = {
    0: "gmt ut utc z wet wez 0000 gmt_standard_time coordinated_universal_time greenwich_mean_time",
    1: (
        "cet met mez bst west wesz wat w._europe_standard_time central_europe_standard_time gmt_daylight_time "
        "romance_standard_time central_european_standard_time central_european_time british_summer_time gmt_summer_time"
    ),
    2: (
        "cest mest mesz eet sast cat oez w._europe_daylight_time central_europe_daylight_time romance_daylight_time "
        "central_european_daylight_time central_european_summer_time w._europe_summer_time"
    ),
    3: "eest msk eat trt oesz russian_standard_time arab_standard_time",
    4: "msd gst samt",
    5: "pkt yekt uzt",
    5.5: "ist india_standard_time",
    5.75: "npt",
    6: "omst",
    6.5: "mmt",
    7: "ict wib novt krat",
    8: "hkt sgt pht myt wita awst irkt china_standard_time singapore_standard_time",
    9: "jst kst wit yakt tokyo_standard_time korea_standard_time",
    9.5: "acst",
    10: "aest vlat",
    10.5: "acdt",
    11: "aedt magt",
    12: "nzst pett new_zealand_standard_time",
    13: "nzdt new_zealand_daylight_time",
    -2: "brst",
    -2.5: "ndt",
    -3: "adt brt art clst uyt e._south_america_standard_time",
    -3.5: "nst",
    -4: "edt ast clt vet eastern_daylight_time atlantic_standard_time",
    -5: "est cdt cot pet eastern_standard_time central_daylight_time",
    -6: "cst mdt central_standard_time mountain_daylight_time",
    -7: "mst pdt mountain_standard_time pacific_daylight_time",
    -8: "pst akdt pacific_standard_time",
    -9: "akst hdt",
    -10: "hst hast hawaiian_standard_time",
    -11: "sst",
}
_OFFSET_OF = {name: round(hours * HOUR_S) for hours, names in _HOURS.items() for name in names.split()}


def read_zone(text: str) -> int | None:
    """Seconds east of UTC; None when there is no zone or nobody can tell which (a military letter, "EST5EDT")."""
    name = text.strip(" \t\"'.,;").lower()
    if name in _OFFSET_OF:
        return _OFFSET_OF[name]
    offset = _OFFSET.search(name)
    if offset is not None:
        return _seconds(offset[1], int(offset[2]), int(offset[3] or 0))
    daylight = _DAYLIGHT.fullmatch(name)
    if daylight is not None and daylight[1] in _OFFSET_OF:
        return _OFFSET_OF[daylight[1]] + HOUR_S
    return _OFFSET_OF.get("_".join(name.split()))


def offset_s(text: str) -> int | None:
    """A sign and four digits, as RFC 5322 wants them."""
    return _seconds(text[0], int(text[1:3]), int(text[3:5]))


def _seconds(sign: str, hours: int, minutes: int) -> int | None:
    seconds = hours * HOUR_S + minutes * 60
    if minutes >= 60 or seconds > MAX_HOURS * HOUR_S:
        return None
    return seconds if sign == "+" else -seconds
