import { answer, api, useAnswer, type Schemas } from "../../../api";
import { duration, useFormat, useWords } from "../../../i18n";
import { Panel, Table, Waiting } from "../../../ui";
import "../../supervisor/supervisor.css";
import "../owner.css";
import { words } from "../words";
import { Chart } from "./Chart";
import { asked, moments, PeriodForm } from "./Period";

type By = "operator" | "line" | "queue" | "hour" | "day";
const bys: readonly [By, ...By[]] = ["day", "hour", "operator", "line", "queue"];

/** How callers were served (E4). Each figure's definition stands in the API. */
export function CallsReportPage() {
  const t = useWords(words);
  const period = asked(bys);
  const report = useAnswer(
    () => answer(api.GET("/api/v1/reports/calls", { params: { query: { ...moments(period), by: period.by } } })),
    [period.from, period.to, period.by],
  );
  return (
    <main id="page" class="plain-page">
      <h1 class="unseen">{t.reports}</h1>
      <Panel title={t.reports}>
        <PeriodForm page="reports" period={period} bys={bys} names={t.bys} report="calls" />
        <Waiting for={report}>{(r) => <Figures of={r} by={period.by} />}</Waiting>
      </Panel>
    </main>
  );
}

function Figures({ of, by }: { of: Schemas["CallsReport"]; by: By }) {
  const t = useWords(words);
  const format = useFormat();
  const rows = of.total.calls === 0 ? [] : [...of.rows, of.total];
  const level = (r: Schemas["CallsRow"]) => (r.service_level === undefined ? "–" : format.percent(r.service_level));
  return (
    <>
      {rows.length > 0 && <Chart label={t.chart} bars={of.rows.map((r) => ({ label: r.key ?? "", whole: r.calls, part: r.answered }))} />}
      <Table
        caption={t.reports}
        rows={rows}
        rowKey={(r) => r.key ?? "total"}
        marked={(r) => r.key === undefined}
        empty={t.noCalls}
        columns={[
          { name: "key", heading: t.bys[by], cell: (r) => <span class="strong">{r.key ?? t.total}</span> },
          { name: "calls", heading: t.calls, numbers: true, cell: (r) => format.number(r.calls) },
          { name: "answered", heading: t.answered, numbers: true, cell: (r) => format.number(r.answered) },
          { name: "abandoned", heading: t.abandoned, numbers: true, cell: (r) => format.number(r.abandoned) },
          { name: "wait", heading: t.waitAverage, numbers: true, cell: (r) => duration(r.wait_average_seconds) },
          { name: "p90", heading: t.wait90, numbers: true, cell: (r) => duration(r.wait_p90_seconds) },
          { name: "level", heading: t.level(of.threshold_seconds), numbers: true, cell: level },
          { name: "talk", heading: t.talkTime, numbers: true, cell: (r) => duration(r.talk_seconds) },
        ]}
      />
    </>
  );
}
