export { phone, type PhoneCall, type PhoneState } from "./phone";
