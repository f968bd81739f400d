import { useState } from "preact/hooks";
import { answer, api, Refusal, session } from "../api";
import { end } from "../api/session";
import { useWords } from "../i18n";
import { Button, tell, TextField } from "../ui";
import { words } from "./words";

/** Changes the password of whoever is logged in, which logs him out everywhere. */
export function PasswordForm() {
  const t = useWords(words);
  const [old, setOld] = useState("");
  const [next, setNext] = useState("");
  const [refused, setRefused] = useState("");
  const change = async (e: Event) => {
    e.preventDefault();
    try {
      await answer(api.PUT("/api/v1/me/password", { body: { old, new: next } }));
    } catch (reason) {
      setRefused(reason instanceof Refusal && reason.status === 401 ? t.wrongPassword : reason instanceof Refusal && reason.why ? reason.why : t.reconnecting);
      return;
    }
    tell(t.passwordChanged);
    end();
  };
  return (
    <details class="password">
      <summary>{t.changePassword}</summary>
      <form onSubmit={(e) => void change(e)}>
        {/* For who keeps passwords in his browser. */}
        <input type="text" name="username" autocomplete="username" hidden readOnly value={session.value?.login ?? ""} />
        <TextField label={t.oldPassword} type="password" autocomplete="current-password" required value={old} change={setOld} {...(refused ? { error: refused } : {})} />
        <TextField label={t.newPassword} type="password" autocomplete="new-password" required value={next} change={setNext} hint={t.passwordLength} />
        <Button submit disabled={next.length < 10}>
          {t.changePassword}
        </Button>
      </form>
    </details>
  );
}
