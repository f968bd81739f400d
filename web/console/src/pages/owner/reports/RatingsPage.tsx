import { answer, api, useAnswer, type Schemas } from "../../../api";
import { useFormat, useWords } from "../../../i18n";
import { Checkbox, Panel, Table, Waiting, attempt } from "../../../ui";
import "../../supervisor/supervisor.css";
import { words } from "../words";
import { asked, moments, PeriodForm } from "./Period";

/** What clients think of drivers and operators (B4), and whether they are asked. */
export function RatingsPage() {
  const t = useWords(words);
  const period = asked(["all"]);
  const report = useAnswer(() => answer(api.GET("/api/v1/reports/ratings", { params: { query: moments(period) } })), [period.from, period.to]);
  const asks = useAnswer(() => answer(api.GET("/api/v1/ratings/switch")), []);
  const turn = async (on: boolean) => {
    await attempt(t.failed, () => answer(api.PUT("/api/v1/ratings/switch", { body: { on } })));
    asks.again();
  };
  return (
    <main id="page" class="plain-page">
      <h1 class="unseen">{t.ratings}</h1>
      <Panel title={t.ratings}>
        <PeriodForm page="ratings" period={period} bys={["all"]} report="ratings" />
        {asks.data?.configured && (
          <div class="filters">
            <Checkbox label={t.asked} checked={asks.data.on} change={(on) => void turn(on)} />
          </div>
        )}
      </Panel>
      <Waiting for={report}>
        {(r) => (
          <>
            <MarksPanel title={t.drivers} rows={r.drivers} />
            <MarksPanel title={t.operators} rows={r.operators} />
          </>
        )}
      </Waiting>
    </main>
  );
}

function MarksPanel({ title, rows }: { title: string; rows: readonly Schemas["Marks"][] }) {
  const t = useWords(words);
  const format = useFormat();
  return (
    <Panel title={title}>
      <Table
        caption={title}
        rows={rows}
        rowKey={(m) => m.who ?? ""}
        empty={t.noMarks}
        columns={[
          { name: "who", heading: t.who, cell: (m) => <span class="strong">{[m.who, m.name].filter(Boolean).join(" ")}</span> },
          { name: "count", heading: t.marks, numbers: true, cell: (m) => m.count },
          { name: "average", heading: t.average, numbers: true, cell: (m) => (m.average === undefined ? "–" : format.number(m.average, 1)) },
          ...[1, 2, 3, 4, 5].map((mark) => ({ name: `m${mark}`, heading: String(mark), numbers: true, cell: (m: Schemas["Marks"]) => m.spread[mark - 1] ?? 0 })),
        ]}
      />
    </Panel>
  );
}
