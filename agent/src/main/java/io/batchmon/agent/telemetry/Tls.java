package io.batchmon.agent.telemetry;

import io.opentelemetry.exporter.internal.TlsConfigHelper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of a signal. Never the defaults that an application may have set for the whole
 * JVM: an application that trusts everybody does not make the agent do so.
 */
final class Tls {
  private final SSLContext context;
  private final X509TrustManager trust;

  private Tls(SSLContext context, X509TrustManager trust) {
    this.context = context;
    this.trust = trust;
  }

  SSLContext context() {
    return context;
  }

  X509TrustManager trust() {
    return trust;
  }

  /** From PEM files, where some are named, else the JDK's trust store. */
  static Tls of(OtlpConfig.Signal signal) throws GeneralSecurityException, IOException {
    TlsConfigHelper files = new TlsConfigHelper();
    if (signal.certificate != null) {
      files.setTrustManagerFromCerts(bytes(signal.certificate));
    }
    if (signal.clientKey != null && signal.clientCertificate != null) {
      files.setKeyManagerFromCerts(bytes(signal.clientKey), bytes(signal.clientCertificate));
    }
    X509TrustManager trust = files.getTrustManager();
    if (trust == null) {
      trust = ofTheJdk();
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        files.getKeyManager() == null
            ? null
            : new javax.net.ssl.KeyManager[] {files.getKeyManager()},
        new TrustManager[] {trust},
        null);
    return new Tls(context, trust);
  }

  private static byte[] bytes(String path) throws IOException {
    return Files.readAllBytes(Paths.get(path));
  }

  private static X509TrustManager ofTheJdk() throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    @Nullable KeyStore theDefault = null;
    factory.init(theDefault);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager) {
        return (X509TrustManager) manager;
      }
    }
    throw new GeneralSecurityException("the JDK has no trust manager for X.509");
  }
}
