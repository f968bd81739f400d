import { answer, api, session, useAnswer, type Schemas } from "../../api";
import { duration, now, phone, useFormat, useWords } from "../../i18n";
import { useKeys } from "../../keys";
import { Badge, Button, Checkbox, Panel, Table, Waiting, attempt, tell } from "../../ui";
import { go, query } from "../../router";
import { dial } from "../operator/moves";
import "../supervisor/supervisor.css";
import { words } from "./words";

/** Who gave up waiting, and who is to be called back. */
export function MissedPage() {
  const t = useWords(words);
  return (
    <main id="page" class="plain-page">
      <h1 class="unseen">{t.missed}</h1>
      <Missed />
      <Callbacks />
    </main>
  );
}

function Missed() {
  const t = useWords(words);
  const format = useFormat();
  const all = query.value.get("all") === "yes";
  const asked = useAnswer(() => answer(api.GET("/api/v1/missed", { params: { query: { open: !all, limit: 200 } } })), [all]);
  const own = session.value?.operator;
  const call = (m: Schemas["Missed"] | undefined) =>
    m && void attempt(t.failed, async () => {
      await dial(m.caller);
      tell(t.rings(phone(m.caller)));
    });
  const first = asked.data?.missed.find((m) => !m.through_at && !m.on_the_line);
  useKeys([
    ...(own ? [{ keys: "Alt+C", label: t.callFirst, group: t.missed, disabled: !first, run: () => call(first) }] : []),
    { keys: "Alt+U", label: t.again, group: t.missed, run: asked.again },
  ]);
  return (
    <Panel title={t.missed}>
      <div class="filters">
        <Checkbox label={t.alsoDone} checked={all} change={(on) => go("missed", { all: on ? "yes" : undefined })} />
        <Button keys="Alt+U" onClick={asked.again}>
          {t.again}
        </Button>
      </div>
      <Waiting for={asked}>
        {({ missed }) => (
          <Table
            caption={t.missed}
            rows={missed}
            rowKey={(m) => m.call}
            empty={t.nobodyMissed}
            columns={[
              { name: "caller", heading: t.caller, cell: (m) => <span class="strong">{phone(m.caller)}</span> },
              { name: "left", heading: t.left, cell: (m) => format.moment(m.left_at, now.peek()) },
              { name: "waited", heading: t.waited, numbers: true, cell: (m) => duration(m.waited_seconds) },
              { name: "times", heading: t.times, numbers: true, cell: (m) => m.times },
              { name: "line", heading: t.line, cell: (m) => [m.line, m.queue].filter(Boolean).join(" · ") },
              { name: "state", heading: t.state, cell: (m) => <State of={m} /> },
              {
                name: "call",
                heading: "",
                cell: (m) =>
                  own && !m.through_at && (
                    <Button size="small" keys={m === first ? "Alt+C" : undefined} aria-label={`${t.callBack}: ${phone(m.caller)}`} disabled={m.on_the_line} onClick={() => call(m)}>
                      {t.callBack}
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </Waiting>
    </Panel>
  );
}

function State({ of }: { of: Schemas["Missed"] }) {
  const t = useWords(words);
  const format = useFormat();
  if (of.on_the_line) return <Badge tone="accent">{t.onTheLine}</Badge>;
  if (of.through_at) return <Badge tone="good">{`${t.through} ${format.moment(of.through_at, now.peek())}`}</Badge>;
  if (of.promised) return <Badge tone="warn">{t.promised}</Badge>;
  if (of.callback) return <Badge tone={of.callback === "not_reached" ? "bad" : "plain"}>{t.callbacks[of.callback]}</Badge>;
  return <Badge tone="bad">{t.open}</Badge>;
}

function Callbacks() {
  const t = useWords(words);
  const format = useFormat();
  const asked = useAnswer(() => answer(api.GET("/api/v1/callbacks")), []);
  const cancel = async (id: string) => {
    await attempt(t.failed, () => answer(api.DELETE("/api/v1/callbacks/{id}", { params: { path: { id } } })));
    asked.again();
  };
  return (
    <Panel title={t.toCallBack}>
      <Waiting for={asked}>
        {({ callbacks }) => (
          <Table
            caption={t.toCallBack}
            rows={callbacks}
            rowKey={(c) => c.id}
            empty={t.nobodyWaits}
            columns={[
              { name: "phone", heading: t.caller, cell: (c) => <><span class="strong">{phone(c.phone)}</span> {c.vip && <Badge tone="accent">VIP</Badge>}</> },
              { name: "since", heading: t.since, cell: (c) => format.moment(c.since, now.peek()) },
              { name: "line", heading: t.line, cell: (c) => [c.line, c.queue].filter(Boolean).join(" · ") },
              { name: "attempts", heading: t.attempts, numbers: true, cell: (c) => c.attempts },
              { name: "next", heading: t.next, cell: (c) => (c.next_at ? format.moment(c.next_at, now.peek()) : t.inTurn) },
              {
                name: "cancel",
                heading: "",
                cell: (c) => (
                  <Button size="small" kind="bad" aria-label={`${t.cancel}: ${phone(c.phone)}`} onClick={() => void cancel(c.id)}>
                    {t.cancel}
                  </Button>
                ),
              },
            ]}
          />
        )}
      </Waiting>
    </Panel>
  );
}
