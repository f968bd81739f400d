// What the engine knows for the card of a call.
import { answer, api, type Schemas } from "../../api";
import { language } from "../../i18n";

/** A call's card. */
export type CallCard = Schemas["OrderCard"];

export function readCard(call: string): Promise<CallCard> {
  return answer(api.GET("/api/v1/calls/{id}/card", { params: { path: { id: call }, query: { language: language.value } } }));
}

export function createOrder(draft: Schemas["Draft"]): Promise<Schemas["Order"]> {
  return answer(api.POST("/api/v1/orders", { body: draft }));
}

export function editOrder(id: string, edit: Schemas["OrderEdit"]): Promise<Schemas["Order"]> {
  return answer(api.PATCH("/api/v1/orders/{id}", { params: { path: { id } }, body: edit }));
}

export function cancelOrder(id: string, whose: "client" | "office", why: string): Promise<Schemas["Order"]> {
  return answer(api.POST("/api/v1/orders/{id}/cancel", { params: { path: { id } }, body: { whose, ...(why ? { why } : {}) } }));
}

export function connectOrder(id: string): Promise<Schemas["Connection"]> {
  return answer(api.POST("/api/v1/orders/{id}/connect", { params: { path: { id } } }));
}

const ended: readonly Schemas["OrderState"]["stage"][] = ["finished", "cancelled_by_client", "cancelled_by_office", "no_show"];

export function hasEnded(o: Schemas["Order"]): boolean {
  return ended.includes(o.state.stage);
}
