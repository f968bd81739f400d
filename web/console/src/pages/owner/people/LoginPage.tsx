import { useState } from "preact/hooks";
import { answer, api, useAnswer, type Schemas } from "../../../api";
import { languageNames, languages, useWords } from "../../../i18n";
import { go, type Params } from "../../../router";
import { Button, Checkbox, Select, tell, TextField, Waiting } from "../../../ui";
import { Editor } from "../editing/Editor";
import { useSaving } from "../editing/saving";
import { Secret } from "../editing/Secret";
import { words as editingWords } from "../editing/words";
import { Ask } from "./Ask";
import { Hearing } from "./Hearing";
import { Tokens } from "./Tokens";
import { changeOf, formOf, newUser, roles, type UserForm } from "./user";
import { words } from "./words";

/** One log-in, to be changed; or a new one, at log-ins/-new: nobody's login begins with a dash. */
export function LoginPage({ params }: { params: Params }) {
  const login = params.login ?? "";
  return login === "-new" ? <LoginEditor key={login} /> : <KnownLogin key={login} login={login} />;
}

function KnownLogin({ login }: { login: string }) {
  const user = useAnswer(() => answer(api.GET("/api/v1/users/{login}", { params: { path: { login } } })), [login]);
  return <Waiting for={user}>{(u) => <LoginEditor of={u} />}</Waiting>;
}

function LoginEditor({ of }: { of?: Schemas["User"] }) {
  const t = useWords(words);
  const told = useWords(editingWords);
  const saving = useSaving();
  const [kept, setKept] = useState(of);
  const [was, setWas] = useState<UserForm>(of ? formOf(of) : newUser);
  const [form, setForm] = useState<UserForm>(was);
  const [asking, ask] = useState(false);
  const [secret, setSecret] = useState<{ login: string; password: string } | null>(null);
  const operators = useAnswer(() => answer(api.GET("/api/v1/operators")), []);
  const extensions = (operators.data?.operators ?? []).map((o) => ({ value: o.id, label: `${o.id} ${o.name}` }));
  if (form.operator && !extensions.some((e) => e.value === form.operator)) extensions.push({ value: form.operator, label: form.operator });
  const set = <K extends keyof UserForm>(key: K, field: string) => (value: UserForm[K]) => {
    saving.mend(field);
    setForm((f) => ({ ...f, [key]: value }));
  };
  const keep = (u: Schemas["User"]) => {
    setKept(u);
    setWas(formOf(u));
    setForm(formOf(u));
  };
  const save = async () => {
    const { disabled, ...body } = changeOf(form);
    const login = kept?.login ?? form.login.trim();
    const saved = await saving.send(() =>
      kept
        ? answer(api.PUT("/api/v1/users/{login}", { params: { path: { login } }, body: { ...body, disabled } }))
        : answer(api.POST("/api/v1/users", { body: { login, ...body } })),
    );
    if (!saved) return;
    tell(kept ? told.saved : told.created);
    keep(saved);
    if (saved.password) setSecret({ login, password: saved.password });
    else if (!kept) go(`log-ins/${login}`, undefined, true);
  };
  const makePassword = async () => {
    const path = { login: kept?.login ?? "" };
    const made = await saving.send(() => answer(api.POST("/api/v1/users/{login}/password", { params: { path } })));
    if (made?.password) setSecret({ login: path.login, password: made.password });
  };
  const remove = async () => {
    const path = { login: kept?.login ?? "" };
    const removed = await saving.send(async () => (await answer(api.DELETE("/api/v1/users/{login}", { params: { path } })), true));
    if (!removed) return;
    tell(told.removed);
    go("log-ins");
  };
  return (
    <>
      <Editor
        title={kept ? `${kept.login} · ${kept.name}` : t.newLogin}
        list="log-ins"
        typed={JSON.stringify(form) !== JSON.stringify(was)}
        busy={saving.busy}
        save={() => void save()}
        remove={kept && { ask: t.removeLogin(kept.login), run: () => void remove() }}
        aside={kept && <Button onClick={() => ask(true)}>{t.makePassword}</Button>}
        after={kept && !secret && <Tokens key={kept.login} of={kept.login} />}
      >
        <TextField
          label={t.login}
          hint={t.loginHint}
          required
          pattern="[a-z0-9][a-z0-9._\-]*"
          maxLength={50}
          readOnly={kept !== undefined}
          value={form.login}
          change={set("login", "login")}
          error={saving.error("login")}
        />
        <TextField label={t.name} required maxLength={100} value={form.name} change={set("name", "name")} error={saving.error("name")} />
        <Select label={t.role} value={form.role} change={set("role", "role")} error={saving.error("role")} options={roles.map((value) => ({ value, label: t.roles[value] }))} />
        <Select
          label={t.extension}
          value={form.operator}
          change={set("operator", "operator")}
          error={saving.error("operator")}
          options={[{ value: "", label: t.noExtension }, ...extensions]}
        />
        <Select
          label={t.language}
          value={form.language}
          change={set("language", "language")}
          error={saving.error("language")}
          options={[{ value: "" as const, label: t.asBrowser }, ...languages.map((value) => ({ value, label: languageNames[value] }))]}
        />
        <TextField
          label={t.password}
          hint={kept ? t.passwordStays : t.passwordNew}
          type="password"
          autocomplete="new-password"
          value={form.password}
          change={set("password", "password")}
          error={saving.error("password")}
        />
        {kept && <Checkbox label={t.disabled} checked={form.disabled} change={set("disabled", "disabled")} />}
        {form.role === "supervisor" && <Hearing form={form} operators={extensions} saving={saving} change={(to) => setForm((f) => ({ ...f, ...to }))} />}
      </Editor>
      {asking && kept && <Ask title={t.makePasswordAsk(kept.login)} yes={t.make} run={() => void makePassword()} close={() => ask(false)} />}
      {secret && (
        <Secret
          title={t.passwordOf(secret.login)}
          secret={secret.password}
          close={() => {
            setSecret(null);
            go(`log-ins/${secret.login}`, undefined, true);
          }}
        />
      )}
    </>
  );
}
