package io.batchmon.agent.cli;

/** Why a server was not reached, in the words of an operator instead of those of Java. */
final class Reach {
  private static final String[][] KNOWN = {
    {"UnknownHostException", "check the host's name, and DNS on this machine"},
    {"ConnectException", "nothing listens there, or a firewall refuses; check host and port"},
    {"NoRouteToHostException", "check network and firewall"},
    {"SocketTimeoutException", "no answer in time; check firewall and proxy"},
    {"InterruptedIOException", "no answer in time; check firewall and proxy"},
    {"SSLHandshakeException", "check the certificate, and the trust store of this Java"},
    {"SSLPeerUnverifiedException", "the certificate is of another host; check the address"},
    {"SSLException", "check that the server speaks TLS at this port"}
  };

  private Reach() {}

  /** The text without the names of exceptions, and with a remedy where one is known. */
  static String said(String text) {
    for (String[] known : KNOWN) {
      int at = text.indexOf(known[0]);
      if (at >= 0) {
        int from = text.lastIndexOf(' ', at) + 1;
        int to = at + known[0].length();
        String before = text.substring(0, from);
        String after = text.startsWith(": ", to) ? text.substring(to + 2) : text.substring(to);
        // why: of a time-out, Java says no more than that
        return after.equals("timeout")
            ? before + known[1]
            : (before + after).trim() + "; " + known[1];
      }
    }
    return text;
  }
}
