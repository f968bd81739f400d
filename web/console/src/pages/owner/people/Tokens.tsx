import { useState } from "preact/hooks";
import { answer, api, useAnswer, type Schemas } from "../../../api";
import { useFormat, useWords } from "../../../i18n";
import { attempt, Button, Panel, Table, tell, TextField, Waiting } from "../../../ui";
import { useSaving } from "../editing/saving";
import { Secret } from "../editing/Secret";
import { untilEnd } from "../editing/until";
import { words as editingWords } from "../editing/words";
import { Ask } from "./Ask";
import { words } from "./words";

type Given = Schemas["GivenToken"];

/** Where somebody is logged in, and what his programs come in with: to be made and revoked. */
export function Tokens({ of }: { of: string }) {
  const t = useWords(words);
  const told = useWords(editingWords);
  const format = useFormat();
  const saving = useSaving();
  const [name, setName] = useState("");
  const [until, setUntil] = useState("");
  const [made, setMade] = useState<{ name: string; token: string } | null>(null);
  const [revoking, setRevoking] = useState<Given | null>(null);
  const tokens = useAnswer(() => answer(api.GET("/api/v1/users/{login}/tokens", { params: { path: { login: of } } })), [of]);
  const nameOf = (g: Given) => g.name ?? `${t.kinds[g.kind]}, ${format.dateTime(g.created_at)}`;
  const make = async () => {
    const body = { name: name.trim(), expires_at: untilEnd(until) };
    const given = await saving.send(() => answer(api.POST("/api/v1/users/{login}/tokens", { params: { path: { login: of } }, body })));
    if (!given) return;
    setMade({ name: body.name, token: given.token });
    setName("");
    setUntil("");
    tokens.again();
  };
  const revoke = async (id: string) => {
    const done = await attempt(told.failed, async () => (await answer(api.DELETE("/api/v1/users/{login}/tokens/{id}", { params: { path: { login: of, id } } })), true));
    if (done) tell(t.revoked);
    tokens.again();
  };
  return (
    <Panel title={t.tokens}>
      <form
        class="editor"
        aria-label={t.makeToken}
        onSubmit={(e) => {
          e.preventDefault();
          void make();
        }}
      >
        <TextField label={t.tokenName} required maxLength={100} hint={t.tokenUse} value={name} change={setName} error={saving.error("name")} />
        <TextField label={t.until} hint={t.untilHint} type="date" value={until} change={setUntil} error={saving.error("expires_at")} />
        <div class="editor-foot">
          <Button submit busy={saving.busy}>
            {t.makeToken}
          </Button>
        </div>
      </form>
      <Waiting for={tokens}>
        {(all) => (
          <Table
            caption={t.tokensOf}
            rows={all.tokens}
            rowKey={(g) => g.id}
            empty={t.noTokens}
            columns={[
              { name: "name", heading: t.tokenName, cell: (g) => <span class="strong">{g.name ?? t.kinds[g.kind]}</span> },
              { name: "made", heading: t.made, cell: (g) => format.dateTime(g.created_at) },
              { name: "ends", heading: t.ends, cell: (g) => (g.expires_at ? format.dateTime(g.expires_at) : t.never) },
              {
                name: "revoke",
                heading: "",
                cell: (g) => (
                  <Button size="small" kind="bad" aria-label={`${t.revoke}: ${nameOf(g)}`} onClick={() => setRevoking(g)}>
                    {t.revoke}
                  </Button>
                ),
              },
            ]}
          />
        )}
      </Waiting>
      {revoking && <Ask title={t.revokeAsk(nameOf(revoking))} yes={t.revoke} run={() => void revoke(revoking.id)} close={() => setRevoking(null)} />}
      {made && <Secret title={t.tokenOf(made.name)} secret={made.token} close={() => setMade(null)} />}
    </Panel>
  );
}
