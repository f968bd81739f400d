import { useState } from "preact/hooks";
import { answer, api, session, useAnswer, type Schemas } from "../../api";
import { duration, useFormat, useWords } from "../../i18n";
import { go, query } from "../../router";
import { Button, Panel, Select, Table, TextField, Waiting, attempt } from "../../ui";
import "../supervisor/supervisor.css";
import { beginning, dayBefore, draw } from "./chart";
import "./owner.css";
import { words } from "./words";

type By = "operator" | "line" | "queue" | "hour" | "day";
const bys: readonly By[] = ["day", "hour", "operator", "line", "queue"];

/** How callers were served (E4). Each figure's definition stands in the API. */
export function ReportsPage() {
  const t = useWords(words);
  const today = new Date();
  const from = query.value.get("from") ?? dayBefore(today, 6);
  const to = query.value.get("to") ?? dayBefore(today, 0);
  const by = bys.find((b) => b === query.value.get("by")) ?? "day";
  const [wanted, setWanted] = useState({ from, to, by });
  const period = { from: beginning(from), to: beginning(to, 1), by };
  const asked = useAnswer(() => answer(api.GET("/api/v1/reports/calls", { params: { query: period } })), [from, to, by]);
  return (
    <main id="page" class="plain-page">
      <h1 class="unseen">{t.reports}</h1>
      <Panel title={t.reports}>
        <form
          class="filters"
          onSubmit={(e) => {
            e.preventDefault();
            go("reports", wanted);
          }}
        >
          <TextField label={t.from} type="date" required value={wanted.from} change={(text) => setWanted({ ...wanted, from: text })} />
          <TextField label={t.to} type="date" required value={wanted.to} change={(text) => setWanted({ ...wanted, to: text })} />
          <Select
            label={t.by}
            value={wanted.by}
            change={(v) => setWanted({ ...wanted, by: bys.find((b) => b === v) ?? "day" })}
            options={bys.map((value) => ({ value, label: t.bys[value] }))}
          />
          <Button submit kind="primary">
            {t.show}
          </Button>
          {(["csv", "xlsx"] as const).map((kind) => (
            <Button key={kind} onClick={() => void attempt(t.failed, () => download(kind, period))}>
              {kind.toUpperCase()}
            </Button>
          ))}
        </form>
        <Waiting for={asked}>{(report) => <Figures of={report} by={by} />}</Waiting>
      </Panel>
    </main>
  );
}

/** Saves a report as a file. It is fetched with the token, which no link could show. */
async function download(kind: "csv" | "xlsx", period: Record<string, string>): Promise<void> {
  const got = await fetch(`/api/v1/reports/calls.${kind}?${new URLSearchParams(period)}`, {
    headers: { Authorization: `Bearer ${session.peek()?.token ?? ""}` },
  });
  if (!got.ok) throw new Error(String(got.status));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await got.blob());
  link.download = `calls-${(period.from ?? "").slice(0, 10)}.${kind}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function Figures({ of, by }: { of: Schemas["CallsReport"]; by: By }) {
  const t = useWords(words);
  const format = useFormat();
  const rows = of.total.calls === 0 ? [] : [...of.rows, of.total];
  const level = (r: Schemas["CallsRow"]) => (r.service_level === undefined ? "–" : format.percent(r.service_level));
  return (
    <>
      {rows.length > 0 && <Chart rows={of.rows} />}
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

const height = 24;

/** The same as the table below it, which those have who do not see it. */
function Chart({ rows }: { rows: readonly Schemas["CallsRow"][] }) {
  const t = useWords(words);
  const bars = draw(rows.map((r) => ({ label: r.key ?? "", whole: r.calls, part: r.answered })));
  return (
    <svg class="chart" role="img" aria-label={t.chart} viewBox={`0 0 600 ${bars.length * height}`} preserveAspectRatio="xMinYMin meet">
      {bars.map((b, i) => (
        <g key={b.label} transform={`translate(0 ${i * height})`}>
          <text x="0" y="16">
            {b.label.slice(0, 14)}
          </text>
          <rect class="whole" x="110" y="4" width={440 * b.length} height="16" rx="3" />
          <rect class="part" x="110" y="4" width={440 * b.length * b.filled} height="16" rx="3" />
          <text x={116 + 440 * b.length} y="16">
            {b.whole}
          </text>
        </g>
      ))}
    </svg>
  );
}
