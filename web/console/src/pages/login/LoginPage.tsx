import "./login.css";
import { useEffect, useRef, useState } from "preact/hooks";
import { answer, api, Refusal } from "../../api";
import { begin, farewell } from "../../api/session";
import { LanguageSelect } from "../../app/Head";
import { language, useWords } from "../../i18n";
import { Button, TextField } from "../../ui";
import { words } from "./words";

/** Where a shift begins. */
export function LoginPage() {
  const t = useWords(words);
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [refused, setRefused] = useState<number | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector("input")?.focus(), []);

  const enter = async (e: Event) => {
    e.preventDefault();
    setBusy(true);
    setRefused(null);
    try {
      await logIn(login.trim(), password);
    } catch (reason) {
      setRefused(reason instanceof Refusal ? reason.status : 0);
      setBusy(false);
    }
  };

  return (
    <main class="login" id="page">
      <form ref={form} onSubmit={enter} aria-labelledby="login-title">
        <header>
          <img src="/console/favicon.svg" alt="" width="40" height="40" />
          <h1 id="login-title">Cabline</h1>
        </header>
        {farewell.value === "expired" && refused === null && <p class="login-note">{t.expired}</p>}
        <TextField label={t.login} name="login" autocomplete="username" required value={login} change={setLogin} />
        <TextField label={t.password} name="password" type="password" autocomplete="current-password" required value={password} change={setPassword} />
        {refused !== null && (
          <p class="login-note bad" role="alert">
            {refused === 429 ? t.tooOften : refused === 0 || refused >= 500 ? t.away : t.wrong}
          </p>
        )}
        <Button kind="primary" size="large" submit busy={busy}>
          {t.enter}
        </Button>
        <LanguageSelect />
      </form>
    </main>
  );
}

/** Asks for a token, and with it who it is that has it. */
async function logIn(login: string, password: string): Promise<void> {
  const { token } = await answer(api.POST("/api/v1/login", { body: { login, password } }));
  const me = await answer(api.GET("/api/v1/me", { headers: { Authorization: `Bearer ${token}` } }));
  if (me.language) language.value = me.language;
  begin({ token, login: me.login, role: me.role, operator: me.operator });
}
