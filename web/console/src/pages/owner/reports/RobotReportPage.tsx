import { answer, api, useAnswer, type Schemas } from "../../../api";
import { useFormat, useWords } from "../../../i18n";
import { Panel, Table, Waiting } from "../../../ui";
import "../../supervisor/supervisor.css";
import "../owner.css";
import { words } from "../words";
import { Chart } from "./Chart";
import { asked, moments, PeriodForm } from "./Period";
import { ruleName } from "./rules";
import { robotWords } from "./words";

type By = "rule" | "day";
const bys: readonly [By, ...By[]] = ["rule", "day"];

/** What came of the robot's calls (E4). */
export function RobotReportPage() {
  const t = useWords(words);
  const r = useWords(robotWords);
  const period = asked(bys);
  const report = useAnswer(
    () => answer(api.GET("/api/v1/reports/robot", { params: { query: { ...moments(period), by: period.by } } })),
    [period.from, period.to, period.by],
  );
  return (
    <main id="page" class="plain-page">
      <h1 class="unseen">{r.title}</h1>
      <Panel title={r.title}>
        <PeriodForm page="robot-report" period={period} bys={bys} names={{ rule: r.rule, day: t.bys.day }} report="robot" />
        <Waiting for={report}>{(of) => <Figures of={of} by={period.by} />}</Waiting>
      </Panel>
    </main>
  );
}

function Figures({ of, by }: { of: Schemas["RobotReport"]; by: By }) {
  const t = useWords(words);
  const r = useWords(robotWords);
  const format = useFormat();
  const name = (key: string) => (by === "rule" ? ruleName(key, r) : key);
  const rows = of.total.jobs === 0 ? [] : [...of.rows, of.total];
  const figure = (column: "jobs" | "open" | "attempts" | "reached" | "refused" | "not_reached" | "obsolete" | "dropped") => ({
    name: column,
    heading: r[column],
    numbers: true,
    cell: (row: Schemas["RobotRow"]) => format.number(row[column]),
  });
  return (
    <>
      {rows.length > 0 && <Chart label={r.chart} bars={of.rows.map((row) => ({ label: name(row.key ?? ""), whole: row.jobs, part: row.reached + row.refused }))} />}
      <Table
        caption={r.title}
        rows={rows}
        rowKey={(row) => row.key ?? "total"}
        marked={(row) => row.key === undefined}
        empty={r.none}
        columns={[
          { name: "key", heading: by === "rule" ? r.rule : t.bys.day, cell: (row) => <span class="strong">{row.key === undefined ? t.total : name(row.key)}</span> },
          figure("jobs"),
          figure("attempts"),
          figure("reached"),
          figure("refused"),
          figure("not_reached"),
          { name: "heard", heading: r.heard, numbers: true, cell: (row) => (row.heard_share === undefined ? "–" : format.percent(row.heard_share)) },
          figure("obsolete"),
          figure("dropped"),
          figure("open"),
        ]}
      />
    </>
  );
}
