package io.batchmon.agent.channel;

import io.batchmon.agent.alert.AlertChannel;
import io.batchmon.agent.alert.AlertMessage;
import io.batchmon.agent.alert.Delivery;
import io.batchmon.agent.alert.Words;
import io.batchmon.agent.aws.Arn;
import io.batchmon.agent.aws.AwsClient;
import io.batchmon.agent.aws.AwsException;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.run.Clock;

/** An SNS topic, to which Amazon Q Developer in chat applications, queues and people subscribe. */
final class SnsTopic implements AlertChannel {
  static final String SETTING = "batchmon.sns.topic.arn";
  private static final long REFRESH_NANOS = 60_000_000_000L;
  private static final int MAX_SUBJECT = 100;

  private final String arn;
  private final AwsClient aws;
  private final Clock clock;
  private long triedNanos;

  SnsTopic(String arn, AwsClient aws, Clock clock) {
    this.arn = arn;
    this.aws = aws;
    this.clock = clock;
  }

  /** Whether what is set is a topic; what is none is one warning. */
  static boolean isUsable(Settings settings) {
    Arn arn = Arn.of(settings.text(SETTING, ""));
    if (arn == null || !arn.service().equals("sns") || arn.resource().indexOf(':') >= 0) {
      settings.malformed(
          SETTING,
          "is no ARN of a topic, such as arn:aws:sns:eu-central-1:123456789012:alerts",
          "the other channels, or the log");
      return false;
    }
    return true;
  }

  /** The topic that is set. */
  static SnsTopic of(Settings settings) {
    return new SnsTopic(settings.text(SETTING, ""), AwsClient.ofThisProcess(), Clock.SYSTEM);
  }

  @Override
  public String name() {
    return "SNS";
  }

  /** What was forbidden a while ago may have been allowed since. */
  @Override
  public boolean refresh() {
    return clock.nanoTime() - triedNanos >= REFRESH_NANOS;
  }

  @Override
  public Delivery deliver(AlertMessage message) {
    try {
      String subject = subject(message.headline());
      aws.publish(arn, subject, ChatNotification.of(message), IncidentKey.of(message.incident()));
      return Delivery.delivered();
    } catch (AwsException failure) {
      triedNanos = clock.nanoTime();
      return failure.delivery();
    }
  }

  /** What e-mail subscribers see: SNS takes printable ASCII that does not begin with a blank. */
  static String subject(String headline) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < headline.length() && text.length() < MAX_SUBJECT; i++) {
      char c = headline.charAt(i);
      text.append(c < ' ' ? ' ' : c > '~' ? '?' : c);
    }
    String subject = Words.cut(text.toString().trim(), MAX_SUBJECT);
    return subject.isEmpty() ? "batchmon" : subject;
  }
}
