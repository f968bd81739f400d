import { useEffect, useErrorBoundary } from "preact/hooks";
import { session, type Session } from "../api/session";
import { useWords } from "../i18n";
import { startLive } from "../live";
import { LoginPage } from "../pages/login/LoginPage";
import { phone } from "../phone";
import { go, path } from "../router";
import { Button, Toasts } from "../ui";
import { Head } from "./Head";
import { Help } from "./Help";
import { hasGroups, Navigation } from "./Navigation";
import { find, firstPath } from "./routes";
import { words } from "./words";

/** The console: the log-in page, or what belongs to whoever is logged in. */
export function App() {
  const s = session.value;
  return (
    <>
      {s ? <Shift key={s.token} of={s} /> : <LoginPage />}
      <Toasts />
    </>
  );
}

function Shift({ of }: { of: Session }) {
  useEffect(startLive, []);
  useEffect(() => {
    if (!of.operator) return;
    void phone.start();
    return () => phone.stop();
  }, []);
  return (
    <>
      <Head of={of} />
      <div class="below">
        {hasGroups(of) && <Navigation of={of} />}
        <div class="beside">
          <Page of={of} />
        </div>
      </div>
      <Help />
    </>
  );
}

function Page({ of }: { of: Session }) {
  const t = useWords(words);
  const [broken] = useErrorBoundary((e) => console.error(e));
  const here = path.value;
  const found = find(here);
  useEffect(() => {
    if (here === "") go(firstPath(of), undefined, true);
  }, [here]);
  if (broken) {
    return (
      <main id="page" class="message">
        <h1>{t.broken}</h1>
        <Button kind="primary" onClick={() => location.reload()}>
          {t.reload}
        </Button>
      </main>
    );
  }
  if (found) return <found.route.page key={found.route.path} params={found.params} />;
  return (
    <main id="page" class="message">
      <h1>{t.nothing}</h1>
      <p>{t.nothingFor}</p>
      <Button onClick={() => go(firstPath(of))}>{t.back}</Button>
    </main>
  );
}
