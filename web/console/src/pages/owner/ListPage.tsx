import { useState } from "preact/hooks";
import { answer, api, useAnswer } from "../../api";
import { phone, useFormat, useWords } from "../../i18n";
import { go, query } from "../../router";
import { Button, Dialog, DialogButtons, Panel, Table, TextField, Waiting, attempt, tell } from "../../ui";
import "../supervisor/supervisor.css";
import { words } from "./words";

type List = "black" | "vip";

/** Numbers that are refused, and numbers that go before all others. */
export const BlackListPage = () => <ListPage list="black" />;
export const VIPListPage = () => <ListPage list="vip" />;

function ListPage({ list }: { list: List }) {
  const t = useWords(words);
  const format = useFormat();
  const cursor = query.value.get("after") ?? undefined;
  const asked = useAnswer(() => answer(api.GET("/api/v1/lists/{list}", { params: { path: { list }, query: { limit: 100, cursor } } })), [list, cursor]);
  const [removing, setRemoving] = useState<string | null>(null);
  const title = list === "black" ? t.blackList : t.vipList;
  const remove = async (number: string) => {
    setRemoving(null);
    await attempt(t.failed, () => answer(api.DELETE("/api/v1/lists/{list}/{phone}", { params: { path: { list, phone: number } } })));
    asked.again();
  };
  return (
    <main id="page" class="plain-page">
      <h1 class="unseen">{title}</h1>
      <Panel title={title}>
        <Adding list={list} added={asked.again} />
        <Waiting for={asked}>
          {({ numbers, next_cursor }) => (
            <>
              <Table
                caption={title}
                rows={numbers}
                rowKey={(n) => n.phone}
                empty={t.noNumbers}
                columns={[
                  { name: "number", heading: t.number, cell: (n) => <span class="strong">{phone(n.phone)}</span> },
                  { name: "reason", heading: t.reason, cell: (n) => n.reason ?? "" },
                  { name: "until", heading: t.until, cell: (n) => (n.until ? format.dateTime(n.until) + (n.holds ? "" : ` (${t.ranOut})`) : t.forGood) },
                  {
                    name: "remove",
                    heading: "",
                    cell: (n) => (
                      <Button size="small" kind="bad" aria-label={`${t.remove}: ${phone(n.phone)}`} onClick={() => setRemoving(n.phone)}>
                        {t.remove}
                      </Button>
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
            <Button onClick={() => setRemoving(null)}>{t.cancel}</Button>
            <Button kind="bad" onClick={() => void remove(removing)}>
              {t.remove}
            </Button>
          </DialogButtons>
        </Dialog>
      )}
    </main>
  );
}

function Adding({ list, added }: { list: List; added: () => void }) {
  const t = useWords(words);
  const [number, setNumber] = useState("");
  const [reason, setReason] = useState("");
  const add = async () => {
    const done = await attempt(t.failed, async () => {
      await answer(api.PUT("/api/v1/lists/{list}/{phone}", { params: { path: { list, phone: number.trim() } }, body: { reason } }));
      return true;
    });
    if (!done) return;
    setNumber("");
    setReason("");
    tell(t.added);
    added();
  };
  return (
    <form
      class="filters"
      onSubmit={(e) => {
        e.preventDefault();
        void add();
      }}
    >
      <TextField label={t.number} type="tel" required value={number} change={setNumber} />
      <TextField label={t.reason} value={reason} change={setReason} />
      <Button submit kind="primary">
        {t.add}
      </Button>
    </form>
  );
}
