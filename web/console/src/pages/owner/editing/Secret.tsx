import { useWords } from "../../../i18n";
import { attempt, Button, Dialog, DialogButtons, tell, TextField } from "../../../ui";
import { words } from "./words";

/** A password or a token that was made up, this once. */
export function Secret({ title, secret, close }: { title: string; secret: string; close: () => void }) {
  const t = useWords(words);
  const copy = () =>
    void attempt(t.failed, async () => {
      await navigator.clipboard.writeText(secret);
      tell(t.copied);
    });
  return (
    <Dialog title={title} close={close} wide>
      <TextField label={title} hint={t.shownOnce} readOnly data-first value={secret} change={() => undefined} />
      <DialogButtons>
        <Button onClick={copy}>{t.copy}</Button>
        <Button kind="primary" onClick={close}>
          {t.done}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}
