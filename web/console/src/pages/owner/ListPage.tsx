import { useEffect, useRef, useState } from "preact/hooks";
import { answer, api, useAnswer, type Schemas } from "../../api";
import { phone, useFormat, useWords } from "../../i18n";
import { useKeys } from "../../keys";
import { go, query } from "../../router";
import { Button, Dialog, DialogButtons, Panel, Table, TextField, Waiting, tell } from "../../ui";
import "../supervisor/supervisor.css";
import "./editing/editing.css";
import { useSaving } from "./editing/saving";
import { lastDay, untilEnd, untilText } from "./editing/until";
import { words as editingWords } from "./editing/words";
import { words } from "./words";

type List = "black" | "vip";
type Listing = Schemas["Listing"];

/** Numbers that are refused, and numbers that go before all others. */
export const BlackListPage = () => <ListPage list="black" />;
export const VIPListPage = () => <ListPage list="vip" />;

function ListPage({ list }: { list: List }) {
  const t = useWords(words);
  const format = useFormat();
  const saving = useSaving();
  const cursor = query.value.get("after") ?? undefined;
  const asked = useAnswer(() => answer(api.GET("/api/v1/lists/{list}", { params: { path: { list }, query: { limit: 100, cursor } } })), [list, cursor]);
  const [removing, setRemoving] = useState<string | null>(null);
  const [changing, setChanging] = useState<Listing | null>(null);
  const title = list === "black" ? t.blackList : t.vipList;
  const remove = async (number: string) => {
    setRemoving(null);
    await saving.send(async () => (await answer(api.DELETE("/api/v1/lists/{list}/{phone}", { params: { path: { list, phone: number } } })), true));
    asked.again();
  };
  const kept = () => {
    setChanging(null);
    asked.again();
  };
  return (
    <main id="page" class="plain-page">
      <h1 class="unseen">{title}</h1>
      <Panel title={title}>
        <Entry key={changing?.phone ?? ""} list={list} of={changing} kept={kept} leave={() => setChanging(null)} />
        <Waiting for={asked}>
          {({ numbers, next_cursor }) => (
            <>
              <Table
                caption={title}
                rows={numbers}
                rowKey={(n) => n.phone}
                marked={(n) => n.phone === changing?.phone}
                empty={t.noNumbers}
                columns={[
                  { name: "number", heading: t.number, cell: (n) => <span class="strong">{phone(n.phone)}</span> },
                  { name: "reason", heading: t.reason, cell: (n) => n.reason ?? "" },
                  { name: "until", heading: t.lastDay, cell: (n) => (n.until ? untilText(n.until, format) + (n.holds ? "" : ` (${t.ranOut})`) : t.forGood) },
                  {
                    name: "change",
                    heading: "",
                    numbers: true,
                    cell: (n) => (
                      <>
                        <Button size="small" aria-label={`${t.change}: ${phone(n.phone)}`} onClick={() => setChanging(n)}>
                          {t.change}
                        </Button>{" "}
                        <Button size="small" kind="bad" aria-label={`${t.remove}: ${phone(n.phone)}`} onClick={() => setRemoving(n.phone)}>
                          {t.remove}
                        </Button>
                      </>
                    ),
                  },
                ]}
              />
              {next_cursor && (
                <p class="filters">
                  <Button onClick={() => go(list === "black" ? "black-list" : "vip-list", { after: next_cursor })}>{t.more}</Button>
                </p>
              )}
            </>
          )}
        </Waiting>
      </Panel>
      {removing !== null && (
        <Dialog title={t.removeAsk(phone(removing))} close={() => setRemoving(null)}>
          <DialogButtons>
            <Button data-first onClick={() => setRemoving(null)}>
              {t.cancel}
            </Button>
            <Button kind="bad" onClick={() => void remove(removing)}>
              {t.remove}
            </Button>
          </DialogButtons>
        </Dialog>
      )}
    </main>
  );
}

interface EntryProps {
  list: List;
  /** The entry that is changed; null: one is added. */
  of: Listing | null;
  kept: () => void;
  leave: () => void;
}

/** Puts a number on the list, or changes why and for how long it is there. */
function Entry({ list, of, kept, leave }: EntryProps) {
  const t = useWords(words);
  const told = useWords(editingWords);
  const saving = useSaving();
  const form = useRef<HTMLFormElement>(null);
  const [number, setNumber] = useState(of?.phone ?? "");
  const [reason, setReason] = useState(of?.reason ?? "");
  const [until, setUntil] = useState(lastDay(of?.until));
  useKeys([
    { keys: "Ctrl+Enter", label: of ? told.save : t.add, group: told.editing, run: () => form.current?.requestSubmit() },
    { keys: "Alt+N", label: t.number, group: told.editing, run: () => form.current?.querySelector("input")?.focus() },
  ]);
  useEffect(() => void (of && form.current?.querySelectorAll("input")[1]?.focus()), []);
  const keep = async () => {
    const path = { list, phone: number.trim() };
    const body = { reason: reason.trim(), until: untilEnd(until, of?.until) };
    if (!(await saving.send(() => answer(api.PUT("/api/v1/lists/{list}/{phone}", { params: { path }, body }))))) return;
    setNumber("");
    setReason("");
    setUntil("");
    tell(of ? told.saved : t.added);
    kept();
  };
  return (
    <form
      ref={form}
      class="editor"
      aria-label={of ? phone(of.phone) : t.add}
      onSubmit={(e) => {
        e.preventDefault();
        void keep();
      }}
    >
      <TextField label={t.number} type="tel" required readOnly={of !== null} value={number} change={setNumber} error={saving.error("phone")} />
      <TextField label={t.reason} required maxLength={200} value={reason} change={setReason} error={saving.error("reason")} />
      <TextField label={t.lastDay} hint={t.lastDayHint} type="date" value={until} change={setUntil} error={saving.error("until")} />
      <div class="editor-foot">
        <Button submit kind="primary" keys="Ctrl+Enter" busy={saving.busy}>
          {of ? told.save : t.add}
        </Button>
        {of && <Button onClick={leave}>{t.cancel}</Button>}
      </div>
    </form>
  );
}
