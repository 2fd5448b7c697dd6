"""Makes Grafana's JSON of a board, by Grafana's own types: a misspelt property does not build."""

import itertools
from collections.abc import Iterator

from grafana_foundation_sdk.builders import common, dashboard, prometheus, stat, timeseries
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.common import (
    BigValueColorMode,
    BigValueGraphMode,
    DataSourceRef,
    GraphThresholdsStyleMode,
    LegendDisplayMode,
    LegendPlacement,
    StackingMode,
    TooltipDisplayMode,
)
from grafana_foundation_sdk.models.dashboard import (
    DashboardCursorSync,
    DashboardLinkType,
    DashboardSpecialValueMapOptions,
    GridPos,
    SpecialValueMap,
    SpecialValueMatch,
    Threshold,
    ThresholdsMode,
    ValueMappingResult,
    VariableModel,
    VariableOption,
    VariableRefresh,
    VariableSort,
)

from deploy.grafana.panels import Board, Kind, Limit, Panel, Row

WIDTH = 24
WHERE = 'namespace=~"$namespace", job=~"$job"'
RUNBOOK = "docs/runbook.md"
SOURCE = DataSourceRef(type_val="prometheus", uid="${datasource}")
TAG = "mailweave"
GREEN, ORANGE, RED = "green", "orange", "red"


def as_json(board: Board) -> str:
    """The file's text, in the model that every Grafana from 10 on reads; the next one (v2) is read from 12 on."""
    return JSONEncoder(sort_keys=True, indent=2).encode(_dashboard(board).build()) + "\n"


def _dashboard(board: Board) -> dashboard.Dashboard:
    made = (
        dashboard.Dashboard(board.title)
        .uid(board.uid)
        .description(board.about)
        .tags([TAG])
        .time("now-1h", "now")
        .refresh("30s")
        .tooltip(DashboardCursorSync.CROSSHAIR)
        .readonly()
        .link(
            dashboard.DashboardLink("Mailweave")
            .type(DashboardLinkType.DASHBOARDS)
            .tags([TAG])
            .keep_time(True)
            .include_vars(True)
        )
    )
    for variable in _variables(board):
        made = made.with_variable(variable)
    ids, top = itertools.count(1), 0
    for row in board.rows:
        header = dashboard.Row(row.title).collapsed(row.is_collapsed).id(next(ids))
        places = list(_places(row, top + 1))
        panels = [_panel(panel).grid_pos(place).id(next(ids)) for panel, place in places]
        for panel in panels if row.is_collapsed else ():
            header = header.with_panel(panel)
        made = made.with_row(header.grid_pos(GridPos(h=1, w=WIDTH, x=0, y=top)))
        for panel in () if row.is_collapsed else panels:
            made = made.with_panel(panel)
        top = max(place.y + place.h for _, place in places)
    return made


def _places(row: Row, top: int) -> Iterator[tuple[Panel, GridPos]]:
    """From left to right, in as many lines as they need."""
    left, height = 0, 0
    for panel in row.panels:
        if left + panel.width > WIDTH:
            left, top, height = 0, top + height, 0
        yield panel, GridPos(h=panel.height, w=panel.width, x=left, y=top)
        left, height = left + panel.width, max(height, panel.height)


def _variables(board: Board) -> Iterator[Builder[VariableModel]]:
    yield dashboard.DatasourceVariable("datasource").label("Data source").type("prometheus")
    yield _labels("namespace", "Namespace", "label_values(mailweave_build_info, namespace)")
    yield _labels("job", "Job", 'label_values(mailweave_build_info{namespace=~"$namespace"}, job)')
    if board.has_account_state:
        yield _labels("state", "State of accounts", "label_values(mailweave_accounts, state)")
    yield dashboard.TextBoxVariable("runbook").label("Runbook at").default_value(RUNBOOK)


def _labels(name: str, label: str, query: str) -> dashboard.QueryVariable:
    """Values of a label; all of them means any, so that a label which nobody sets does not hide anything."""
    return (
        dashboard.QueryVariable(name)
        .label(label)
        .datasource(SOURCE)
        .query(query)
        .refresh(VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(VariableSort.ALPHABETICAL_ASC)
        .multi(True)
        .include_all(True)
        .all_value(".*")
        .current(VariableOption(text="All", value="$__all", selected=True))
    )


def _panel(panel: Panel) -> stat.Panel | timeseries.Panel:
    made = _stat() if panel.kind is Kind.STAT else _lines(panel)
    made = (
        made.title(panel.title)
        .description(f"{panel.shows}\n\n**When red**: {panel.when_red}\n\n[Runbook]({_address(panel)})")
        .datasource(SOURCE)
        .unit(panel.unit)
        .thresholds(_thresholds(panel.limit))
        .links([dashboard.DashboardLink("Runbook").url(_address(panel)).target_blank(True)])
    )
    if panel.no_value:
        made = made.no_value(panel.no_value).mappings([_absent(panel.no_value)])
    for ref, query in zip("ABCDEFGH", panel.queries, strict=False):
        expr = query.expr.replace("$where", WHERE)
        asked = prometheus.Dataquery().datasource(SOURCE).expr(expr).legend_format(query.legend).ref_id(ref)
        made = made.with_target(asked.instant() if panel.kind is Kind.STAT else asked.range())
    return made


def _absent(words: str) -> SpecialValueMap:
    """No figure is neither good nor bad: without this it would have the colour of 0."""
    result = ValueMappingResult(text=words, color="text")
    return SpecialValueMap(DashboardSpecialValueMapOptions(SpecialValueMatch.NULL_AND_NAN, result))


def _address(panel: Panel) -> str:
    return f"${{runbook}}#{panel.entry.lower()}"


def _stat() -> stat.Panel:
    """The figure of this moment: over a span of time one that is no longer counted would stay."""
    reduced = common.ReduceDataOptions().calcs(["lastNotNull"]).fields("").values(False)
    made = stat.Panel().color_mode(BigValueColorMode.BACKGROUND).graph_mode(BigValueGraphMode.NONE)
    return made.reduce_options(reduced)


def _lines(panel: Panel) -> timeseries.Panel:
    legend = common.VizLegendOptions().display_mode(LegendDisplayMode.TABLE).placement(LegendPlacement.RIGHT)
    made = (
        timeseries.Panel()
        .legend(legend.calcs(["lastNotNull", "max"]).show_legend(True))
        .tooltip(common.VizTooltipOptions().mode(TooltipDisplayMode.MULTI))
        .fill_opacity(30 if panel.is_stacked else 5)
        .min(0)
    )
    if panel.is_stacked:
        made = made.stacking(common.StackingConfig().mode(StackingMode.NORMAL))
    if panel.limit is not None:
        made = made.thresholds_style(common.GraphThresholdsStyleConfig().mode(GraphThresholdsStyleMode.DASHED))
    return made


def _thresholds(limit: Limit | None) -> dashboard.ThresholdsConfig:
    """Grafana's steps rise: the colour of each holds from its value on, the first from minus infinity."""
    steps: list[tuple[float | None, str]] = [(None, GREEN)]
    if limit is not None and limit.below:
        steps = [(None, RED), *([(limit.bad, ORANGE)] if limit.warn is not None else [])]
        steps += [(limit.bad if limit.warn is None else limit.warn, GREEN)]
    elif limit is not None:
        steps += [*([(limit.warn, ORANGE)] if limit.warn is not None else []), (limit.bad, RED)]
    made = [Threshold(value=value, color=color) for value, color in steps]
    return dashboard.ThresholdsConfig().mode(ThresholdsMode.ABSOLUTE).steps(made)
