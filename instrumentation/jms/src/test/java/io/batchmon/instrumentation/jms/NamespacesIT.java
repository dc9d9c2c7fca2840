package io.batchmon.instrumentation.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An application has {@code javax.jms} or {@code jakarta.jms}, and advice is defined in it. */
class NamespacesIT {
  private static final boolean FLOOR = System.getProperty("version.line", "newest").equals("floor");
  private static final String ADVICE = JmsInstrumentation.class.getPackageName();

  /** The class path without the JMS that the drivers under test do not use. */
  private static URLClassLoader application() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!entry.contains(FLOOR ? "jakarta.jms-api" : "javax.jms-api")) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    return new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
  }

  @Test
  void adviceIsVerifiedWhereTheOtherNamespaceIsMissing() throws Exception {
    try (URLClassLoader application = application()) {
      String other = (FLOOR ? "jakarta" : "javax") + ".jms.Message";
      assertThatThrownBy(() -> Class.forName(other, false, application))
          .isInstanceOf(ClassNotFoundException.class);
      for (String advice :
          List.of(
              FLOOR ? "JavaxListenerAdvice" : "JakartaListenerAdvice",
              "ArtemisCallbackAdvice",
              "ArtemisReceiveAdvice",
              "ArtemisSendAdvice",
              "ArtemisTraceAdvice",
              "ClassicCallbackAdvice",
              "ClassicOptionsSendAdvice",
              "ClassicReceiveAdvice",
              "ClassicSendAdvice",
              "ClassicTraceAdvice",
              "GivenListenerAdvice")) {
        assertThat(Class.forName(ADVICE + '.' + advice, true, application).getClassLoader())
            .isSameAs(application);
      }
    }
  }
}
