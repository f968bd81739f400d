import { useState } from "preact/hooks";
import { session, type Session } from "../api/session";
import { language, languageNames, languages, now, useFormat, useWords } from "../i18n";
import { streamState } from "../live";
import { theme, themes } from "../theme/theme";
import { Button, Dialog, DialogButtons, Select } from "../ui";
import { openHelp } from "./Help";
import { PasswordForm } from "./PasswordForm";
import { leave } from "./leave";
import { CardSetting } from "../pages/operator/CardSetting";
import { MicrophoneSelect } from "../phone/MicrophoneSelect";
import { PhoneBadge } from "../phone/PhoneBadge";
import { hasGroups, Navigation } from "./Navigation";
import { words } from "./words";

/** What stands above every page: where one can go, and how the console is. */
export function Head({ of }: { of: Session }) {
  const t = useWords(words);
  const format = useFormat();
  const [settings, setSettings] = useState(false);
  return (
    <header class="head">
      <a class="skip" href="#page">
        {t.skip}
      </a>
      <span class="brand">
        <img src="/console/favicon.svg" alt="" width="24" height="24" />
        Cabline
      </span>
      <div class="head-pages">{!hasGroups(of) && <Navigation of={of} />}</div>
      <div class="head-state">
        <StreamBadge />
        <PhoneBadge />
        <time class="head-clock">{format.time(now.value)}</time>
        <Button kind="quiet" size="small" keys="?" onClick={openHelp}>
          {t.keys}
        </Button>
        <Button kind="quiet" size="small" onClick={() => setSettings(true)} aria-haspopup="dialog" title={t.account}>
          {of.login}
        </Button>
      </div>
      {settings && <Settings close={() => setSettings(false)} />}
    </header>
  );
}

function StreamBadge() {
  const t = useWords(words);
  const state = streamState.value;
  const text = state === "live" ? t.live : state === "reconnecting" ? t.reconnecting : t.connecting;
  return (
    <span class={`stream ${state}`} role="status" title={state === "reconnecting" ? t.reconnectingLong : undefined}>
      <span class="dot" aria-hidden="true" />
      {text}
    </span>
  );
}

/** Language, colours, and the way out. */
function Settings({ close }: { close: () => void }) {
  const t = useWords(words);
  const s = session.value;
  return (
    <Dialog title={s ? `${s.login} · ${t.roles[s.role]}` : ""} close={close}>
      <LanguageSelect />
      {s?.operator && <CardSetting operator={s.operator} />}
      <MicrophoneSelect />
      <Select
        label={t.theme}
        value={theme.value}
        change={(v) => (theme.value = v)}
        options={themes.map((v) => ({ value: v, label: t[v] }))}
      />
      <PasswordForm />
      <DialogButtons>
        <Button kind="bad" onClick={() => void leave()}>
          {t.logout}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}

export function LanguageSelect() {
  const t = useWords(words);
  return (
    <Select
      label={t.language}
      value={language.value}
      change={(v) => (language.value = v)}
      options={languages.map((v) => ({ value: v, label: languageNames[v] }))}
    />
  );
}
