package io.batchmon.agent.propagation;

import io.batchmon.agent.config.Settings;
import io.batchmon.agent.run.ActiveRun;
import io.batchmon.agent.run.RemoteParent;
import io.batchmon.agent.run.TracePropagation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Traces cross processes as the settings say. */
public final class Propagation implements TracePropagation {
  private static final String PROPAGATORS = "otel.propagators";
  private static final String IDS = "batchmon.trace.ids";

  private final TraceFormat[] in;
  private final int[] first;
  private final String[] names;
  private final TraceFormat[] out;
  private final Sampling sampling;
  private final boolean timedIds;

  private Propagation(
      List<TraceFormat> in, List<TraceFormat> out, Sampling sampling, boolean timedIds) {
    this.in = in.toArray(new TraceFormat[0]);
    this.out = out.toArray(new TraceFormat[0]);
    this.first = new int[this.in.length];
    this.sampling = sampling;
    this.timedIds = timedIds;
    List<String> all = new ArrayList<>();
    for (int i = 0; i < this.in.length; i++) {
      first[i] = all.size();
      for (String name : this.in[i].names()) {
        all.add(name);
      }
    }
    this.names = all.toArray(new String[0]);
  }

  /** What cannot be used is one warning each. */
  public static Propagation of(Settings settings) {
    List<TraceFormat> in = new ArrayList<>();
    List<TraceFormat> out = new ArrayList<>();
    List<String> listed = settings.list(PROPAGATORS);
    boolean any = false;
    for (String name : listed) {
      any |= add(name, listed, settings, in, out);
    }
    if (!any) {
      in.add(new TraceContext());
      in.add(new Baggage());
      in.add(new XRay());
      out.addAll(in);
      in.add(new B3(false, false));
    }
    boolean timedIds = settings.word(IDS, "random", "xray").equals("xray");
    return new Propagation(in, out, Sampling.of(settings), timedIds);
  }

  /** Whether it is a name that can be used. */
  private static boolean add(
      String name,
      List<String> listed,
      Settings settings,
      List<TraceFormat> in,
      List<TraceFormat> out) {
    TraceFormat format;
    switch (name) {
      case "none":
        if (listed.size() == 1) {
          return true;
        }
        settings.malformed(PROPAGATORS, name, "says the opposite of the others", "the others");
        return false;
      case "tracecontext":
        format = new TraceContext();
        break;
      case "baggage":
        format = new Baggage();
        break;
      case "xray":
        format = new XRay();
        break;
      case "b3":
      case "b3multi":
        format = new B3(name.equals("b3"), name.equals("b3multi"));
        break;
      default:
        settings.malformed(
            PROPAGATORS,
            name,
            "is none of tracecontext, baggage, xray, b3, b3multi, none",
            listed.size() == 1 ? "tracecontext,baggage,xray" : "the others");
        return false;
    }
    // why: with OpenTelemetry, what is listed last wins
    in.add(0, format);
    out.add(format);
    return true;
  }

  @Override
  public String[] incoming() {
    return names;
  }

  @Override
  public @Nullable RemoteParent extract(@Nullable String[] values) {
    if (values.length < names.length) {
      return null;
    }
    Incoming found = new Incoming();
    for (int i = 0; i < in.length; i++) {
      in[i].read(values, first[i], found);
    }
    return found.parent();
  }

  @Override
  public String[] outgoing(ActiveRun run) {
    int count = 0;
    for (TraceFormat format : out) {
      count += format.count(run);
    }
    String[] headers = new String[2 * count];
    int at = 0;
    for (TraceFormat format : out) {
      at = format.write(run, headers, at);
    }
    return headers;
  }

  @Override
  public boolean isKept(@Nullable RemoteParent remote, long traceIdLow) {
    return sampling.isKept(remote == null ? null : remote.sampled(), traceIdLow);
  }

  @Override
  public long traceIdHigh(long random, long startMillis) {
    return timedIds ? ((startMillis / 1000) << 32) | (random & 0xffff_ffffL) : random;
  }
}
