import { answer, api, useAnswer, type Schemas } from "../../api";
import { language, now, phone, useFormat, useWords } from "../../i18n";
import { go, Link, query } from "../../router";
import { Badge, Button, Panel, Select, Table, Waiting, type Tone } from "../../ui";
import { ruleName } from "../owner/reports/rules";
import { robotWords } from "../owner/reports/words";
import "../supervisor/supervisor.css";
import { words } from "./words";

type Result = NonNullable<Schemas["Job"]["result"]>;
const shown = ["", "open", "reached", "refused", "not_reached", "obsolete", "dropped"] as const;
const tones: Record<Result, Tone> = { reached: "good", refused: "warn", not_reached: "bad", obsolete: "plain", dropped: "plain" };

/** What the robot has to do, and what came of it. */
export function RobotPage() {
  const t = useWords(words);
  const rules = useWords(robotWords);
  const format = useFormat();
  const only = shown.find((s) => s === query.value.get("only")) ?? "";
  const before = query.value.get("before") ?? undefined;
  const asked = useAnswer(
    () =>
      answer(
        api.GET("/api/v1/robot/jobs", {
          params: { query: { language: language.value, limit: 100, before, open: only === "open" || undefined, result: only === "" || only === "open" ? undefined : only } },
        }),
      ),
    [only, before, language.value],
  );
  return (
    <main id="page" class="plain-page">
      <h1 class="unseen">{t.robot}</h1>
      <Panel title={t.robot}>
        <div class="filters">
          <Select label={t.show} value={only} change={(v) => go("robot", { only: v })} options={shown.map((value) => ({ value, label: t.results[value] }))} />
        </div>
        <Waiting for={asked}>
          {({ jobs, next_before }) => (
            <>
              <Table
                caption={t.robot}
                rows={jobs}
                rowKey={(j) => j.id}
                empty={t.noJobs}
                columns={[
                  { name: "created", heading: t.since, cell: (j) => format.moment(j.created_at, now.peek()) },
                  { name: "rule", heading: t.rule, cell: (j) => <span class="strong">{ruleName(j.rule, rules)}</span> },
                  { name: "order", heading: t.order, cell: (j) => [j.order, j.state].filter(Boolean).join(" · ") },
                  { name: "phone", heading: t.number, cell: (j) => (j.phone ? phone(j.phone) : "") },
                  { name: "attempts", heading: t.attempts, numbers: true, cell: (j) => j.attempts },
                  { name: "result", heading: t.state, cell: (j) => (j.result ? <Badge tone={tones[j.result]}>{t.results[j.result]}</Badge> : <Badge>{t.results.open}</Badge>) },
                  { name: "why", heading: t.because, cell: (j) => (j.result ? (j.why ?? "") : `${t.next}: ${format.moment(j.due_at, now.peek())}`) },
                  { name: "call", heading: "", cell: (j) => j.call && <Link to={`calls/${encodeURIComponent(j.call)}`}>{t.call}</Link> },
                ]}
              />
              {next_before && (
                <p class="filters">
                  <Button onClick={() => go("robot", { only, before: next_before })}>{t.more}</Button>
                </p>
              )}
            </>
          )}
        </Waiting>
      </Panel>
    </main>
  );
}
