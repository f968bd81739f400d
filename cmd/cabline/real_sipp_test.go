package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// onTheWire is a sipp scenario of a caller who stays until he is hung up on. Its
// From and one more header are filled in, with what no decent phone sends if
// need be.
const onTheWire = `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="caller">
  <send retrans="500"><![CDATA[
INVITE sip:+380441230000@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
Max-Forwards: 70
From: FROM;tag=[pid]caller[call_number]
To: <sip:+380441230000@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:caller@[local_ip]:[local_port]>
MORE
Content-Type: application/sdp
Content-Length: [len]

v=0
o=- 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 8
a=rtpmap:8 PCMA/8000

  ]]></send>
  <recv response="100" optional="true"/>
  <recv response="180" optional="true"/>
  <recv response="183" optional="true"/>
  <recv response="200"/>
  <send><![CDATA[
ACK sip:+380441230000@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: FROM;tag=[pid]caller[call_number]
To: <sip:+380441230000@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: 1 ACK
Content-Length: 0

  ]]></send>
  <recv request="BYE"/>
  <send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

  ]]></send>
</scenario>
`

// needsSipp skips a script where there is no sipp.
func needsSipp(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("sipp"); err != nil {
		t.Skip("no sipp: install sip-tester")
	}
}

// sipp is the command of callers of the line city, who come over the trunk.
func (r *realOffice) sipp(from, header string, args ...string) *exec.Cmd {
	r.t.Helper()
	dir := r.t.TempDir()
	scenario := strings.NewReplacer("FROM", from, "MORE", header).Replace(onTheWire)
	file := filepath.Join(dir, "scenario.xml")
	if err := os.WriteFile(file, []byte(scenario), 0o600); err != nil {
		r.t.Fatal(err)
	}
	args = append(args, "-sf", file, "-i", "127.0.0.1", "-nostdin", fmt.Sprintf("127.0.0.1:%d", r.office.FreeSWITCH.TrunkPort))
	cmd := exec.CommandContext(r.t.Context(), "sipp", args...)
	cmd.Dir = dir
	return cmd
}
