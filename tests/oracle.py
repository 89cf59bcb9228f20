"""Second, independent implementation of the decision contract, used as a test oracle.

Read it beside section 3 of the contract: numbers in comments are its rules, R1-R12 its readings.
Unknown and missing answers are settled by brute force over every sensible completion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

Facts = Mapping[str, str]
Statuses = dict[str, str]
Decision = tuple[str, bool]  # status of the consultation, and whether ict_cost comes with it

YES_NO = ("yes", "no")
FACTS: dict[str, tuple[str, ...]] = {
    "stage": (
        "plan",
        "procure",
        "network",
        "change_plan",
        "change_procurement",
        "procured",
        "develop",
        "operate",
        "abolish",
        "organization",
    ),
    "subject": (
        "scratch",
        "package",
        "saas",
        "native_app",
        "web_app",
        "standalone_pc",
        "smart_device",
        "cms",
        "iot_linked",
        "sns_extension",
        "website",
        "av_content",
        "line_only",
        "sns",
        "iot_only",
        "network_app",
        "facility_embedded",
        "microsoft_security",
    ),
    "activity": (
        "introduce",
        "replace_model",
        "rebuild",
        "modify",
        "extend_lease",
        "add_equipment",
        "data_entry",
        "renew_contract",
        "maintain",
        "consulting",
    ),
    "web_app_personal_input": YES_NO,
    "saas_city_data": YES_NO,
    "saas_product_specified": YES_NO,
    "embedded_inseparable": YES_NO,
    "embedded_network": YES_NO,
    "network_app_outsourced": YES_NO,
    "network_app_core_saas": YES_NO,
    "consulting_type": (
        "policy",
        "specification",
        "project_management",
        "operation",
        "market_research",
        "bpr",
    ),
    "contract": (
        "development_service",
        "equipment",
        "line",
        "data_entry",
        "data_extraction",
        "modify_maintain",
        "saas_application",
        "microsoft_security",
        "consulting",
        "facility_embedded",
    ),
    "saas_sole_option": YES_NO,
    "saas_application_only": YES_NO,
    "art7_status": ("approved", "exempt", "not_yet"),
    "art11_approved": YES_NO,
    "network": (
        "none",
        "use",
        "connect_bureau_network",
        "build_bureau_network_only",
        "other_department",
        "terminal",
    ),
    "abolish_target": ("system", "network", "both"),
    "cio_designation": ("none", "required", "exempt"),
}

_SYSTEM = (
    "introduce",
    "replace_model",
    "rebuild",
    "modify",
    "extend_lease",
    "add_equipment",
    "data_entry",
    "maintain",
    "consulting",
)
_SERVICE = ("introduce", "renew_contract", "modify", "data_entry", "maintain", "consulting")
_APP = ("introduce", "rebuild", "modify", "data_entry", "maintain", "consulting")
_DEVICE = ("introduce", "replace_model", "add_equipment", "extend_lease", "maintain")
_FACILITY = (
    "introduce",
    "replace_model",
    "modify",
    "extend_lease",
    "add_equipment",
    "maintain",
    "consulting",
)
SENSIBLE: dict[str, tuple[str, ...]] = {
    "scratch": _SYSTEM,
    "package": _SYSTEM,
    "cms": _SYSTEM,
    "iot_linked": _SYSTEM,
    "saas": _SERVICE,
    "sns_extension": _SERVICE,
    "native_app": _APP,
    "web_app": _APP,
    "standalone_pc": _DEVICE,
    "smart_device": _DEVICE,
    "facility_embedded": _FACILITY,
    "website": (),
    "av_content": (),
    "line_only": (),
    "sns": (),
    "iot_only": (),
    "network_app": (),
    "microsoft_security": (),
}


# --- Section 3, for a complete assignment -----------------------------------------------------
def _no_system(f: Facts) -> bool:
    """Rule 3 of art7: the subject is not an information system (note 1, R5)."""
    if f["subject"] in ("website", "av_content", "line_only", "sns", "iot_only"):
        return True
    return f["subject"] == "web_app" and f["web_app_personal_input"] == "no"


def _sealed(f: Facts) -> bool:
    """Inseparable from the facility, and the machine makes no network of its own."""
    return f["embedded_inseparable"] == "yes" and f["embedded_network"] == "no"


def _art7(f: Facts) -> Decision:
    """art7, rules 1 to 6."""
    if f.get("cio_designation", "none") != "none":
        return f["cio_designation"], False  # 1
    subject, activity = f["subject"], f.get("activity")
    if subject == "microsoft_security":
        return "exempt", False  # 2
    if _no_system(f):
        return "not_applicable", False  # 3
    if activity == "consulting":  # 4, R8
        managing = f["consulting_type"] == "project_management"
        return ("required", False) if managing else ("exempt", True)
    if subject == "network_app":  # 5
        consult = f["network_app_outsourced"] == "yes" or f["network_app_core_saas"] == "yes"
        return ("required" if consult else "exempt"), False
    if activity == "modify":
        return "exempt", False  # 6, R12
    if activity == "data_entry":
        return "exempt", True  # 6, note 7
    if activity == "maintain":
        return "not_applicable", False  # 6, R7
    return _art7_hardware_and_saas(f), False


def _art7_hardware_and_saas(f: Facts) -> str:
    """art7, rules 7 to 11."""
    subject, activity = f["subject"], f["activity"]
    if activity == "extend_lease":
        return "unclear" if subject == "smart_device" else "exempt"  # 7, R4
    if subject == "facility_embedded":  # 8, R6
        if _sealed(f):
            return "exempt"
        return "unclear" if activity == "add_equipment" else "required"
    if activity == "add_equipment":  # 9, note 2, R4
        return "unclear" if subject in ("standalone_pc", "smart_device") else "exempt"
    if subject in ("saas", "sns_extension"):  # 10
        if f["saas_city_data"] == "no":
            return "exempt"  # R2
        if activity == "renew_contract" and f["saas_product_specified"] == "yes":
            return "exempt"
        return "required"  # R1
    return "required"  # 11


def _art11(f: Facts) -> Decision:
    """art11, rules 1 to 5."""
    if f.get("cio_designation", "none") != "none":
        return f["cio_designation"], False  # 1
    subject, contract = f["subject"], f["contract"]
    if contract in ("equipment", "modify_maintain", "microsoft_security", "consulting"):
        return "exempt", False  # 2
    if contract in ("line", "data_entry", "data_extraction"):
        return "exempt", True  # 2, note 7
    if subject == "microsoft_security":
        return "exempt", False  # 2
    if "facility_embedded" in (subject, contract) and _sealed(f):
        return "exempt", False  # 3
    if contract == "facility_embedded":
        return "required", False  # 3
    if contract == "saas_application":
        return _saas_application(f), False  # 4
    return ("not_applicable" if _no_system(f) else "required"), False  # 5


def _saas_application(f: Facts) -> str:
    """art11, rule 4 (note 8, R3)."""
    if f["saas_sole_option"] == "yes" and f["saas_application_only"] == "yes":
        return "exempt"
    return "unclear" if f.get("activity") == "renew_contract" else "required"


def _consultations(f: Facts) -> Statuses:
    """art7, art11 and ict_cost, as far as the stage asks for them."""
    out: Statuses = {}
    ict = f.get("subject") == "line_only" and f.get("cio_designation", "none") == "none"
    if f["stage"] == "plan" or f.get("art7_status") not in ("approved", "exempt"):
        out["art7"], with_ict = _art7(f)
        ict = ict or with_ict
    if f["stage"] == "procure" or "contract" in f:
        out["art11"], with_ict = _art11(f)
        ict = ict or with_ict
    if ict:
        out["ict_cost"] = "required"
    return out


_NETWORK: dict[str, Statuses] = {
    "none": {},
    "use": {"art17_3": "required"},
    "connect_bureau_network": {"art18_1": "required"},
    "build_bureau_network_only": {"art18_1": "exempt"},  # R10
    "other_department": {"art20_2": "required"},
    "terminal": {"network_terminal": "required"},
    "unknown": {"network_terminal": "unclear"},
}
_SIMPLE_STAGES: dict[str, Statuses] = {
    "change_plan": {"change_plan_report": "required"},
    "change_procurement": {"change_procurement_report": "required"},
    "develop": {"review": "conditional"},
    "operate": {"operation_plan": "required", "operation_check": "conditional"},
    "organization": {"organization_report": "required"},
}


def decide_known(facts: Facts) -> Statuses:
    """Section 3 for a complete assignment: nothing unknown, what does not apply is absent."""
    stage = facts["stage"]
    out: Statuses = {}
    if stage in ("plan", "procure"):
        out.update(_consultations(facts))
    if stage in ("plan", "procure", "network"):
        out.update(_NETWORK[facts.get("network", "unknown")])
    elif stage == "procured":
        approved = facts["art11_approved"] == "yes"
        out["procurement_result"] = "required" if approved else "not_applicable"
    elif stage == "abolish":
        for target in ("system", "network"):
            if facts["abolish_target"] in (target, "both"):
                out["abolition_" + target] = "required"
    else:
        out.update(_SIMPLE_STAGES[stage])
    return out


# --- Unknown and missing answers --------------------------------------------------------------
_SAAS = ("saas", "sns_extension")

# When a fact applies, given the facts before it. A fact that does not apply is ignored.
_APPLIES: dict[str, Callable[[Facts], bool]] = {
    "activity": lambda f: f["subject"] == "unknown" or bool(SENSIBLE[f["subject"]]),
    "consulting_type": lambda f: f.get("activity") == "consulting",
    "web_app_personal_input": lambda f: f["subject"] == "web_app",
    "saas_city_data": lambda f: f["subject"] in _SAAS,
    "saas_product_specified": lambda f: (
        f["subject"] in _SAAS and f["activity"] in ("renew_contract", "unknown")
    ),
    "network_app_outsourced": lambda f: f["subject"] == "network_app",
    "network_app_core_saas": lambda f: f["subject"] == "network_app",
    "embedded_inseparable": lambda f: "facility_embedded" in (f["subject"], f.get("contract")),
    "embedded_network": lambda f: "facility_embedded" in (f["subject"], f.get("contract")),
    "saas_sole_option": lambda f: f.get("contract") == "saas_application",
    "saas_application_only": lambda f: f.get("contract") == "saas_application",
}
_DETAILS = tuple(_APPLIES)
_PLAN = ("cio_designation", "subject", *_DETAILS)
_PROCURE = ("cio_designation", "subject", "contract", *_DETAILS)
Options = Callable[[str, Facts], tuple[str, ...]]


def _applies(fact: str, done: Facts) -> bool:
    if done.get("cio_designation", "none") != "none":
        return fact == "contract"  # the designation settles the rest; contract asks for art11
    return fact not in _APPLIES or _APPLIES[fact](done)


def _walk(facts: tuple[str, ...], start: dict[str, str], options: Options) -> list[dict[str, str]]:
    """Every assignment of the facts that apply, in order, each over its options."""
    found = [start]
    for fact in facts:
        found = [
            grown
            for done in found
            for grown in (
                [{**done, fact: value} for value in options(fact, done)]
                if _applies(fact, done)
                else [done]
            )
        ]
    return found


def _values(fact: str, done: Facts) -> tuple[str, ...]:
    """The sensible known values of a fact after those already settled."""
    if fact == "activity" and done["subject"] != "unknown":
        return SENSIBLE[done["subject"]]
    return FACTS[fact]


def _open_facts(given: Facts) -> tuple[str, ...]:
    """The facts which the stage looks at, without network, stage and art7_status."""
    if given["stage"] == "procure" or (given["stage"] == "plan" and "contract" in given):
        return _PROCURE
    by_stage = {"plan": _PLAN, "procured": ("art11_approved",), "abolish": ("abolish_target",)}
    return by_stage.get(given["stage"], ())


@lru_cache(maxsize=65536)
def _merged(items: tuple[tuple[str, str], ...]) -> Statuses:
    """A status that every completion shares stands; any other is unclear."""
    given = dict(items)

    def options(fact: str, done: Facts) -> tuple[str, ...]:
        value, sensible = given.get(fact, "unknown"), _values(fact, done)
        return sensible if value == "unknown" else tuple(v for v in sensible if v == value)

    start = {
        "stage": given["stage"],
        "art7_status": given.get("art7_status", "unknown"),
        "network": "none",
    }
    results = [decide_known(full) for full in _walk(_open_facts(given), start, options)]
    merged: Statuses = {}
    for name in {name for result in results for name in result}:
        found = {result.get(name, "absent") for result in results}
        merged[name] = found.pop() if len(found) == 1 else "unclear"
    return merged


def check(facts: Facts) -> None:
    """Raise ValueError for a fact, a value or a combination outside section 1."""
    for fact, value in facts.items():
        if fact not in FACTS or value not in (*FACTS[fact], "unknown"):
            raise ValueError(f"no such fact or value: {fact}={value}")
    activity, sensible = facts.get("activity", "unknown"), SENSIBLE.get(facts.get("subject", ""))
    if sensible and activity not in (*sensible, "unknown"):
        raise ValueError(f"subject={facts['subject']} does not go with activity={activity}")


def decide(facts: Facts) -> Statuses:
    """Section 3 with unknown answers; a missing answer weighs like an unknown one."""
    check(facts)
    stage = facts.get("stage")
    if stage is None:
        return {}
    if stage == "unknown":
        return {"art7": "unclear"}
    relevant = {"cio_designation": "none", **facts}
    network = relevant.pop("network", "unknown")
    out = dict(_merged(tuple(sorted(relevant.items()))))
    if stage in ("plan", "procure", "network"):
        out.update(_NETWORK[network])
    return out


# --- Every sensible case ----------------------------------------------------------------------
def _answered(start: dict[str, str], *facts: str) -> list[dict[str, str]]:
    """Every run of answers to the facts that apply, unknown included."""
    return _walk(facts, start, lambda fact, done: (*_values(fact, done), "unknown"))


def _with_each(fact: str, bases: list[dict[str, str]]) -> list[dict[str, str]]:
    """Each base without the fact, and with each of its values and unknown."""
    return bases + [case for base in bases for case in _answered(base, fact)]


def _small_cases() -> Iterator[dict[str, str]]:
    """Stages without subject; network over all its values on one representative per stage."""
    yield from ({}, {"stage": "unknown"}, {"stage": "plan"}, {"stage": "procure"})
    yield from ({"stage": stage} for stage in _SIMPLE_STAGES)
    yield from _with_each("art11_approved", [{"stage": "procured"}])
    yield from _with_each("abolish_target", [{"stage": "abolish"}])
    plan = {"stage": "plan", "subject": "package", "activity": "introduce"}
    procure = {
        **plan,
        "stage": "procure",
        "contract": "development_service",
        "art7_status": "approved",
    }
    yield from _with_each("network", [plan, procure, {"stage": "network"}])


_CONTRACT_SLICE = (
    "package",
    "saas",
    "line_only",
    "microsoft_security",
    "facility_embedded",
    "unknown",
)


def _slices(stage: dict[str, str]) -> Iterator[dict[str, str]]:
    """Answers broken off after subject, activity or contract; each of them with each
    cio_designation; and single details given while their owner is unknown."""
    subjects, pairs = _answered(stage, "subject"), _answered(stage, "subject", "activity")
    contracts = _with_each("contract", [p for p in pairs if p["subject"] in _CONTRACT_SLICE])
    yield from subjects
    yield from _with_each("cio_designation", pairs + contracts)
    unowned = [
        base
        for base in subjects + contracts
        if "unknown" in (base["subject"], base.get("contract"))
    ]
    for fact in _DETAILS[1:]:
        yield from ({**base, fact: value} for base in unowned for value in FACTS[fact])


def _all_cases() -> Iterator[dict[str, str]]:
    yield from _small_cases()
    plan, procure = ({"stage": stage, "network": "none"} for stage in ("plan", "procure"))
    yield from _answered(plan, *_PLAN[1:])
    yield from _answered(plan, *_PROCURE[1:])
    for status in ("not_yet", "approved"):
        yield from _answered({**procure, "art7_status": status}, *_PROCURE[1:])
    for stage in (plan, {**procure, "art7_status": "not_yet"}):
        yield from _slices(stage)
    for stage in _with_each("art7_status", [procure]):
        pairs = _answered(stage, "subject", "activity")
        yield from _with_each("contract", pairs)


def sensible_cases() -> Iterator[dict[str, str]]:
    """Every sensible combination of answers, unknown included, each once.

    1. `_small_cases`: other stages, missing stage or answers, network. 2. plan: subject x
    activity x the facts that apply. 3. plan with contract: as 2, x contract x its facts.
    4. procure: as 3, for art7_status not_yet and approved. 5. `_slices`, for plan and for
    procure not_yet. 6. procure: every art7_status, unknown and missing x subject x activity x
    contract, details missing. From 2 on network is none.
    """
    seen: set[frozenset[tuple[str, str]]] = set()
    for case in _all_cases():
        key = frozenset(case.items())
        if key not in seen:
            seen.add(key)
            yield case
