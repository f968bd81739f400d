import { api } from "../api/client";
import { end } from "../api/session";
import { phone } from "../phone";

/** Logs out: here at once, and at the engine if it is reached. */
export async function leave(): Promise<void> {
  phone.stop();
  try {
    await api.POST("/api/v1/logout");
  } catch {
    // The token ends by itself after the shift.
  }
  end();
}
