import { useWords } from "../../../i18n";
import { Button, Dialog, DialogButtons } from "../../../ui";
import { words } from "./words";

/** Asks once more before something is done that others feel. */
export function Ask({ title, yes, run, close }: { title: string; yes: string; run: () => void; close: () => void }) {
  const t = useWords(words);
  return (
    <Dialog title={title} close={close}>
      <DialogButtons>
        <Button data-first onClick={close}>
          {t.cancel}
        </Button>
        <Button
          kind="bad"
          onClick={() => {
            close();
            run();
          }}
        >
          {yes}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}
