import { CallReason, connect } from "callplane-client";

const cti = await connect({ url: "http://127.0.0.1:7224", credentials: { user: "alice", password: "demo" } });
cti.on("asnCtiNotifyLineCallInformationChanged", ({ reason, callinformation }) => {
  if (reason === CallReason.reasonCallOffering) {
    window.open(`https://crm.example.com/?phone=${encodeURIComponent(callinformation.u8sRemoteNumberSC)}`);
  }
});
await cti.monitorLines();
