import { useEffect, useState } from "preact/hooks";
import { useWords } from "../i18n";
import { Select } from "../ui";
import { chosenMicrophone, microphones, type Microphone } from "./microphone";
import { phone } from "./phone";
import { words } from "./words";

/** The choice of a microphone, for those who talk through the browser. */
export function MicrophoneSelect() {
  const t = useWords(words);
  const [all, setAll] = useState<readonly Microphone[]>([]);
  useEffect(() => {
    let here = true;
    const look = () => void microphones().then((m) => here && setAll(m));
    look();
    navigator.mediaDevices?.addEventListener("devicechange", look);
    return () => {
      here = false;
      navigator.mediaDevices?.removeEventListener("devicechange", look);
    };
  }, []);
  if (phone.state.value === "none" || phone.state.value === "deaf") return null;
  return (
    <Select
      label={t.microphone}
      value={chosenMicrophone.value}
      change={(id) => void phone.useMicrophone(id)}
      options={[{ value: "", label: t.ownChoice }, ...all.map((m, i) => ({ value: m.id, label: m.name || t.unnamed(i + 1) }))]}
    />
  );
}
