import { useState } from "preact/hooks";
import { useWords } from "../../i18n";
import { phone } from "../../phone";
import { words } from "./words";

const pad = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];

/** The keys of a telephone, for menus of others. */
export function Digits() {
  const t = useWords(words);
  const [sent, setSent] = useState("");
  const send = (digit: string) => {
    if (phone.dial(digit)) setSent((s) => (s + digit).slice(-20));
  };
  return (
    <details class="digits">
      <summary>{t.digits}</summary>
      <p class="small muted">{t.digitsHint}</p>
      <output>{sent}</output>
      <div>
        {pad.map((digit) => (
          <button key={digit} type="button" onClick={() => send(digit)}>
            {digit}
          </button>
        ))}
      </div>
    </details>
  );
}

export const digitKeys: readonly string[] = pad;
