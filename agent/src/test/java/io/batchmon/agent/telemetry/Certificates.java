package io.batchmon.agent.telemetry;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A self-signed certificate made by the JDK's keytool, as key store and as PEM files. */
public final class Certificates {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final KeyStore store;
  private final Path file;
  private final Path certificate;
  private final Path key;

  private Certificates(KeyStore store, Path file, Path certificate, Path key) {
    this.store = store;
    this.file = file;
    this.certificate = certificate;
    this.key = key;
  }

  /** For this host, an IP address. */
  public static Certificates create(Path folder, String name, String host)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path file = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                System.getProperty("java.home")
                    + File.separator
                    + "bin"
                    + File.separator
                    + "keytool",
                "-genkeypair",
                "-alias",
                "one",
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:" + host,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                "changeit")
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException(output);
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream stream = Files.newInputStream(file)) {
      store.load(stream, PASSWORD);
    }
    Key key = store.getKey("one", PASSWORD);
    return new Certificates(
        store,
        file,
        pem(folder.resolve(name + ".crt"), "CERTIFICATE", store.getCertificate("one").getEncoded()),
        pem(folder.resolve(name + ".key"), "PRIVATE KEY", key.getEncoded()));
  }

  private static Path pem(Path file, String label, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        file, "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
  }

  /** The key store, with the password {@code changeit}. */
  public String store() {
    return file.toString();
  }

  public String certificate() {
    return certificate.toString();
  }

  String key() {
    return key.toString();
  }

  /** Shows this certificate and trusts that of the other. */
  public SSLContext trusting(Certificates other) throws GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    try {
      trusted.load(null, null);
    } catch (IOException impossible) {
      throw new GeneralSecurityException(impossible);
    }
    trusted.setCertificateEntry("other", other.store.getCertificate("one"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
