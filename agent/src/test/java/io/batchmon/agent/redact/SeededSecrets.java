package io.batchmon.agent.redact;

import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;

/** Makes up secrets of every class, each in a text as applications write it. */
public final class SeededSecrets {
  private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
  private static final String UPPER = LOWER.toUpperCase(Locale.ROOT);
  private static final String DIGITS = "0123456789";
  private static final String WORD = LOWER + UPPER + DIGITS;
  private static final String DASHED = WORD + "_-";

  private final Random random;

  public SeededSecrets(long seed) {
    random = new Random(seed);
  }

  /** A secret and the text that it is in. */
  public record Seeded(String kind, String secret, String text) {
    /** Whether eight characters of the secret in a row can be read there. */
    public boolean leaksInto(String shown) {
      int window = Math.min(secret.length(), 8);
      for (int i = 0; i + window <= secret.length(); i++) {
        if (shown.contains(secret.substring(i, i + window))) {
          return true;
        }
      }
      return false;
    }
  }

  /** So many, of all classes in turn. */
  public List<Seeded> many(int count) {
    List<Supplier<Seeded>> kinds =
        List.of(
            this::keyed,
            this::keyed,
            this::inUrl,
            this::inHeader,
            this::byPrefix,
            this::byPrefix,
            this::byPrefix,
            this::jwt,
            this::privateKey,
            this::awsSecret,
            this::card,
            this::card,
            this::email,
            this::phone,
            this::nationalId,
            this::nationalId,
            this::nationalId,
            this::iban);
    List<Seeded> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(kinds.get(i % kinds.size()).get());
    }
    return all;
  }

  private String of(String characters, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(characters.charAt(random.nextInt(characters.length())));
    }
    return text.toString();
  }

  private String digits(int length) {
    return of(DIGITS, length);
  }

  private String one(String... words) {
    return words[random.nextInt(words.length)];
  }

  private String password() {
    String signs = one("", "", "!#$^*_+-=?~", "@/.:", ",;&", ")]}(");
    return of(WORD, 2) + of(WORD + signs, 6 + random.nextInt(12)) + of(WORD, 1);
  }

  private Seeded keyed() {
    String secret = random.nextInt(4) == 0 ? of(DASHED, 32) : password();
    String json = secret.replace("\\", "\\\\").replace("\"", "\\\"");
    String xml = secret.replace("&", "&amp;").replace("<", "&lt;");
    String url = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    String plain = secret.replaceAll("[,;&)\\]}(]", "x");
    int form = random.nextInt(36);
    String text =
        switch (form) {
          case 0 -> "spring.datasource.password=" + plain;
          case 1 -> "cannot start: DB_PASSWORD=" + plain + " PATH=/usr/bin";
          case 2 -> "{\"user\":\"bob\",\"password\":\"" + json + "\",\"retries\":3}";
          case 3 -> "{\\\"user\\\":\\\"bob\\\",\\\"clientSecret\\\":\\\"" + json + "\\\"}";
          case 4 -> "DataSource{url='jdbc:h2:mem:x', password='" + secret + "', poolSize=10}";
          case 5 -> "LoginRequest[user=bob, password=" + plain + "]";
          case 6 -> "Credentials(user=bob, apiKey=" + plain + ")";
          case 7 -> "<soap:Header><wsse:Password Type=\"text\">" + xml + "</wsse:Password>";
          case 8 -> "<db><password><![CDATA[" + secret + "]]></password></db>";
          case 9 -> "GET https://api.example.org/v1/x?user=bob&api_key=" + url + "&page=2 failed";
          case 10 -> "jdbc:mysql://db:3306/orders?user=app&password=" + url + "&useSSL=false";
          case 11 -> "jdbc:sqlserver://db:1433;user=sa;password=" + plain + ";encrypt=true";
          case 12 -> "Server=db;Database=x;User Id=sa;Pwd=" + plain + ";Pooling=true";
          case 13 -> "java -jar app.jar --password " + plain + " --verbose";
          case 14 -> "java -Dapp.client.secret=" + plain + " -jar app.jar";
          case 15 -> "password: \"" + json + "\"\nuser: bob";
          case 16 -> "ALTER USER bob WITH PASSWORD '" + secret + "'";
          case 17 -> "CREATE USER bob IDENTIFIED BY '" + secret + "'";
          case 18 -> "{user=bob, accessKey=" + plain + ", region=eu-west-1}";
          case 19 -> "{\"name\":\"DB_PASSWORD\",\"value\":\"" + json + "\"}";
          case 20 -> "<property name=\"password\" value=\"" + xml + "\"/>";
          case 21 -> "<entry key=\"client.secret\">" + xml + "</entry>";
          case 22 -> "Property{name=password, value=" + plain + "}";
          case 23 -> "Token[value=" + plain + "9Z]";
          case 24 -> "login failed, Password: " + plain + "\n\tat com.acme.A.b(A.java:3)";
          case 25 -> "aws_secret_access_key = " + plain;
          case 26 -> "client_id=app&client_secret=" + url + "&grant_type=client_credentials";
          case 27 -> "the api key: " + plain + " was refused";
          case 28 -> "tokens=[" + plain + "1A, " + plain + "2B]";
          case 29 -> "비밀번호=" + plain;
          case 30 -> "Failed to bind: passphrase -> " + plain;
          case 31 -> "{'refresh_token' => '" + secret.replace("'", "x") + "'}";
          case 32 -> "AccountName=acme;AccountKey=" + of(WORD, 40) + plain + "==;Suffix=core";
          case 33 -> "env[\"GITLAB_TOKEN\"]=\"" + json + "7C\"";
          case 34 -> "could not decrypt with private_key: '" + secret + "'";
          default -> "request parameters {password=[" + plain + "], user=[bob]}";
        };
    String shown = plain;
    for (String written : List.of(url, xml, json, secret)) {
      shown = text.contains(written) ? written : shown;
    }
    return new Seeded("keyed " + form, shown, within(text));
  }

  private Seeded inUrl() {
    String secret = password().replaceAll("[\\[\\](){},;&/@?#]", "x") + of(DIGITS, 2);
    String other = of(DASHED, 43);
    return switch (random.nextInt(11)) {
      case 0 -> seeded("url", secret, "jdbc:postgresql://bob:" + secret + "@db.example.org/x");
      case 1 -> seeded("url", secret, "amqp://bob:" + secret + "@mq:5672/vhost unreachable");
      case 2 -> seeded("url", secret, "mongodb+srv://u:" + secret + "@c0.example.net/?w=1");
      case 3 -> seeded("url", secret, "redis://:" + secret + "@cache:6379");
      case 4 -> seeded("url", secret, "jdbc:oracle:thin:scott/" + secret + "@//db:1521/x");
      case 5 -> seeded("url", other, "https://" + other + "@github.com/acme/x.git");
      case 6 ->
          seeded(
              "query",
              other,
              "https://b.s3.amazonaws.com/k?X-Amz-Date=20260101T000000Z&X-Amz-Signature=" + other);
      case 7 ->
          seeded(
              "query",
              other,
              "https://a.blob.core.windows.net/c?sv=2024-11-04&se=2026-01-01&sig=" + other + "%3D");
      case 8 ->
          seeded("query", other, "https://x.example.org/cb?access_token=" + other + "&state=1");
      case 9 ->
          seeded(
              "query",
              other,
              "https://x.example.org/f?Expires=1767232800&Signature="
                  + other
                  + "&Key-Pair-Id=K2JC");
      default ->
          seeded("url", secret + "/" + secret, "amqp://bob:" + secret + "/" + secret + "@mq:5672");
    };
  }

  private Seeded inHeader() {
    String secret = of(DASHED, 30) + "7Q";
    String basic =
        Base64.getEncoder().encodeToString(("bob:" + secret).getBytes(StandardCharsets.UTF_8));
    return switch (random.nextInt(14)) {
      case 0 -> seeded("header", secret, "Authorization: Bearer " + secret);
      case 1 -> seeded("header", basic, "Authorization: Basic " + basic);
      case 2 -> seeded("header", secret, "{Authorization=[Bearer " + secret + "], Accept=[*/*]}");
      case 3 ->
          seeded("header", secret, "[Authorization:\"Bearer " + secret + "\", Accept:\"*/*\"]");
      case 4 -> seeded("header", secret, "Cookie: lang=en; SESSION=" + secret + "; theme=dark");
      case 5 -> seeded("header", secret, "Set-Cookie: JSESSIONID=" + secret + "; Path=/; HttpOnly");
      case 6 -> seeded("header", secret, "X-Api-Key: " + secret);
      case 7 -> seeded("header", secret, "curl -H 'X-Auth-Token: " + secret + "' https://x");
      case 8 -> seeded("header", secret, "sent bearer " + secret + " to billing");
      case 9 -> seeded("header", secret, "Proxy-Authorization: Negotiate " + secret);
      case 10 ->
          seeded(
              "header",
              secret,
              "Authorization: AWS4-HMAC-SHA256 Credential=x/20260101, SignedHeaders=host, Signature="
                  + secret);
      case 11 ->
          seeded(
              "header",
              secret,
              "Authorization: Digest username=\"bob\", response=\"" + secret + "\"");
      case 12 -> seeded("header", secret, "Ocp-Apim-Subscription-Key: " + secret);
      default -> seeded("header", secret, "Authorization: " + secret);
    };
  }

  private Seeded byPrefix() {
    String[] all = {
      "AKIA" + of(UPPER + "234567", 16),
      "ASIA" + of(UPPER + "234567", 16),
      "ghp_" + of(WORD, 36),
      "gho_" + of(WORD, 36),
      "github_pat_" + of(WORD, 22) + "_" + of(WORD, 59),
      "glpat-" + of(DASHED, 20),
      "xoxb-" + digits(12) + "-" + digits(12) + "-" + of(WORD, 24),
      "xoxp-" + digits(11) + "-" + digits(11) + "-" + of(LOWER + DIGITS, 32),
      "xapp-1-A" + of(UPPER, 8) + "-" + digits(12) + "-" + of(LOWER + DIGITS, 40),
      "https://hooks.slack.com/services/T"
          + of(UPPER + DIGITS, 8)
          + "/B"
          + of(UPPER + DIGITS, 8)
          + "/"
          + of(WORD, 24),
      "sk_live_" + of(WORD, 24),
      "rk_test_" + of(WORD, 24),
      "whsec_" + of(WORD, 32),
      "AIza" + of(DASHED, 35),
      "ya29." + of(DASHED, 60),
      "GOCSPX-" + of(DASHED, 28),
      "npm_" + of(WORD, 36),
      "pypi-AgEIcHlwaS5vcmc" + of(DASHED, 80),
      "SG." + of(DASHED, 22) + "." + of(DASHED, 43),
      "SK" + of("0123456789abcdef", 32),
      "AC" + of("0123456789abcdef", 32),
      "sk-" + of(WORD, 20) + "T3Blb" + of(WORD, 20),
      "sk-proj-" + of(DASHED, 48) + "1",
      "sk-ant-api03-" + of(DASHED, 80),
      "hf_" + of(WORD, 34),
      "dop_v1_" + of("0123456789abcdef", 64),
      "shpat_" + of("0123456789abcdef", 32),
      "hvs." + of(DASHED, 24),
      "dckr_pat_" + of(DASHED, 27),
      "glsa_" + of(WORD, 32) + "_" + of("0123456789abcdef", 8),
      "$2a$10$" + of(WORD + "./", 53),
      digits(9) + ":AA" + of(DASHED, 33),
      "ATATT3xFfGF0" + of(DASHED, 60),
    };
    String secret = one(all);
    String marked = secret.startsWith("https") ? secret.substring(24) : secret;
    return seeded("prefix " + secret.substring(0, 4), marked, around(secret));
  }

  /** A secret that is known by itself, in a text that does not say what it is. */
  private String around(String secret) {
    return switch (random.nextInt(10)) {
      case 0 -> "call with " + secret + " was refused";
      case 1 -> "[" + secret + "]";
      case 2 -> "{\"id\":\"" + secret + "\",\"n\":1}";
      case 3 -> "Request{id=" + secret + ", n=1}";
      case 4 -> "https://api.example.org/v1/items?x=" + secret + "&n=1";
      case 5 -> "a;" + secret + ";b";
      case 6 -> "Cannot use '" + secret + "'.";
      case 7 -> "bad value (" + secret + ")";
      case 8 -> "<x>" + secret + "</x>";
      default -> secret;
    };
  }

  private Seeded jwt() {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    String head =
        encoder.encodeToString(
            "{\"alg\":\"RS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8));
    String body =
        encoder.encodeToString(
            ("{\"sub\":\"" + digits(9) + "\"}").getBytes(StandardCharsets.UTF_8));
    String jwt = head + "." + body + "." + of(DASHED, 60);
    return seeded("jwt", jwt, around(jwt));
  }

  private Seeded privateKey() {
    String kind = one("", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED ");
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      lines.append(of(WORD + "+/", 64)).append(one("\n", "\n", "\\n"));
    }
    String key = lines.toString();
    String end = random.nextInt(5) == 0 ? "" : "-----END " + kind + "PRIVATE KEY-----\n";
    return seeded("pem", key, "cannot read -----BEGIN " + kind + "PRIVATE KEY-----\n" + key + end);
  }

  private Seeded awsSecret() {
    String secret = of(WORD + "+/", 40);
    String beside = "key AKIAIOSFODNN7EXAMPLE and " + secret + " given";
    return seeded("aws secret", secret, random.nextBoolean() ? around(secret) : beside);
  }

  private String luhn(String start, int length) {
    String number = start + digits(length - start.length() - 1);
    for (char check = '0'; ; check++) {
      if (Checks.luhn(number + check)) {
        return number + check;
      }
    }
  }

  private Seeded card() {
    String number =
        switch (random.nextInt(9)) {
          case 0 -> luhn("4", 16);
          case 1 -> luhn("4", 13);
          case 2 -> luhn("5" + one("1", "2", "3", "4", "5"), 16);
          case 3 -> luhn("2" + one("221", "500", "720"), 16);
          case 4 -> luhn(one("34", "37"), 15);
          case 5 -> luhn(one("36", "38", "300"), 14);
          case 6 -> luhn(one("6011", "65", "644"), 16);
          case 7 -> luhn(one("62", "6304"), 19);
          default -> luhn("35" + one("28", "89"), 16);
        };
    String secret = number;
    if (random.nextInt(3) == 0) {
      String sign = one(" ", "-");
      secret =
          number.length() == 15
              ? number.substring(0, 4)
                  + sign
                  + number.substring(4, 10)
                  + sign
                  + number.substring(10)
              : number.replaceAll("(.{4})(?=.)", "$1" + sign);
    }
    return personal("card", secret);
  }

  private Seeded email() {
    String secret = of(LOWER, 5) + one(".", "_", "+", "-", "") + of(LOWER + DIGITS, 4);
    String domain =
        one("example.org", "mail.example.co.uk", "163.com", "acme-corp.example.de", "例え.jp");
    String at = random.nextInt(8) == 0 ? "%40" : "@";
    return personalOf("email", secret + at + domain, secret + at);
  }

  private Seeded phone() {
    String d = DIGITS.substring(2);
    String[] all = {
      "+49 151 " + digits(8),
      "+49" + of(d, 11),
      "+1 (" + of(d, 1) + digits(2) + ") " + of(d, 3) + "-" + digits(4),
      "+1-" + of(d, 3) + "-" + of(d, 3) + "-" + digits(4),
      "+82-10-" + digits(4) + "-" + digits(4),
      "010-" + digits(4) + "-" + digits(4),
      "(" + of(d, 3) + ") " + of(d, 3) + "-" + digits(4),
      of(d, 3) + "-" + of(d, 3) + "-" + digits(4),
      "+44 20 " + digits(4) + " " + digits(4),
      "+33 6 " + digits(2) + " " + digits(2) + " " + digits(2) + " " + digits(2),
      "+81 90-" + digits(4) + "-" + digits(4),
    };
    if (random.nextInt(4) == 0) {
      String number = "0" + of(d, 10);
      return seeded(
          "phone",
          number,
          one("customerPhone=", "\"mobile\":\"", "tel: ", "phone number ") + number);
    }
    return personal("phone", one(all));
  }

  private Seeded nationalId() {
    return switch (random.nextInt(14)) {
      case 0 ->
          personal(
              "ssn",
              (100 + random.nextInt(500))
                  + "-"
                  + (10 + random.nextInt(80))
                  + "-"
                  + (1000 + random.nextInt(8000)));
      case 1 -> personal("rrn", korean() + "-" + of("1234", 1) + digits(6));
      case 2 -> personal("steuer", search(11, "1", Checks::germanTax));
      case 3 ->
          personal(
              "nino",
              of("ABCEGHJKLMNOPRSTWXYZ", 1) + of("ACEHJLMPRSWXY", 1) + digits(6) + of("ABCD", 1));
      case 4 -> personal("insee", insee());
      case 5 -> {
        int number = 10_000_000 + random.nextInt(80_000_000);
        yield personal(
            "dni", number + one("", "-") + "TRWAGMYFPDXBNJZSQVHLCKE".charAt(number % 23));
      }
      case 6 -> {
        int number = 1_000_000 + random.nextInt(8_000_000);
        yield personal(
            "nie", "Y" + number + "TRWAGMYFPDXBNJZSQVHLCKE".charAt((10_000_000 + number) % 23));
      }
      case 7 -> personal("cf", italian());
      case 8 -> {
        String bsn = search(9, "1", Checks::dutch);
        yield seeded("bsn", bsn, one("BSN ", "bsn=", "\"bsn\":\"", "burgerservicenummer: ") + bsn);
      }
      case 9 -> {
        String plain = search(12, "5", Checks::verhoeff);
        yield personal("aadhaar", plain.replaceAll("(.{4})(?=.)", "$1" + one(" ", "-")));
      }
      case 10 -> {
        String plain = search(12, "5", Checks::verhoeff);
        yield seeded(
            "aadhaar", plain, one("aadhaar=", "Aadhaar number ", "\"aadhaarNumber\":\"") + plain);
      }
      case 11 -> {
        String cpf = search(11, "2", Checks::brazilianPerson);
        yield random.nextBoolean()
            ? seeded("cpf", cpf, one("cpf=", "CPF: ", "\"cpf\":\"") + cpf)
            : personal("cpf", cpf.replaceAll("(...)(...)(...)(..)", "$1.$2.$3-$4"));
      }
      case 12 -> {
        String cnpj = search(14, "1122233300", Checks::brazilianCompany);
        yield personal("cnpj", cnpj.replaceAll("(..)(...)(...)(....)(..)", "$1.$2.$3/$4-$5"));
      }
      default -> {
        String ssn = (100 + random.nextInt(500)) + "45" + (1000 + random.nextInt(8000));
        yield seeded(
            "ssn", ssn, one("ssn=", "SSN: ", "\"ssn\":\"", "social security number ") + ssn);
      }
    };
  }

  private String korean() {
    return digits(2) + one("01", "05", "12") + one("01", "15", "28");
  }

  private String search(int length, String start, java.util.function.Predicate<String> isValid) {
    while (true) {
      String number = start + digits(length - start.length());
      if (isValid.test(number)) {
        return number;
      }
    }
  }

  private String insee() {
    String body = one("1", "2") + digits(2) + one("01", "07", "12") + digits(8);
    String plain = body + String.format(Locale.ROOT, "%02d", 97 - Long.parseLong(body) % 97);
    return random.nextBoolean()
        ? plain
        : plain.replaceAll("(.)(..)(..)(..)(...)(...)(..)", "$1 $2 $3 $4 $5 $6 $7");
  }

  private String italian() {
    String body =
        of(UPPER, 6) + digits(2) + of("ABCDEHLMPRST", 1) + digits(2) + of(UPPER, 1) + digits(3);
    for (char check = 'A'; ; check++) {
      if (Checks.italian(body + check)) {
        return body + check;
      }
    }
  }

  private Seeded iban() {
    String country = one("DE", "GB", "FR", "NL", "ES", "IT", "CH");
    int length = Checks.ibanLength(country.charAt(0), country.charAt(1));
    String body = (country.equals("GB") ? "WEST" : country.equals("NL") ? "ABNA" : "") + digits(30);
    body = body.substring(0, length - 4);
    StringBuilder number = new StringBuilder();
    for (char c : (body + country + "00").toCharArray()) {
      number.append(Character.digit(c, 36));
    }
    int check = 98 - new BigInteger(number.toString()).mod(BigInteger.valueOf(97)).intValue();
    String iban = country + String.format(Locale.ROOT, "%02d", check) + body;
    return personal("iban", random.nextBoolean() ? iban : iban.replaceAll("(.{4})(?=.)", "$1 "));
  }

  private Seeded personal(String kind, String secret) {
    return personalOf(kind, secret, secret);
  }

  private Seeded personalOf(String kind, String secret, String hidden) {
    String text =
        switch (random.nextInt(12)) {
          case 0 -> "customer " + secret + " not found";
          case 1 -> "{\"value\":\"" + secret + "\",\"amount\":10}";
          case 2 -> "Payment{of=" + secret + ", amount=10}";
          case 3 -> "4711;" + secret + ";2026-01-01";
          case 4 -> "duplicate key: Key (owner)=(" + secret + ") already exists.";
          case 5 -> "Cannot send to <" + secret + ">";
          case 6 -> "'" + secret + "' is not valid";
          case 7 -> "Invalid value: " + secret + "\n\tat com.acme.A.b(A.java:3)";
          case 8 -> "of: " + secret + ", line 17";
          case 9 -> "<owner>" + secret + "</owner>";
          case 10 -> "[" + secret + "]";
          default -> secret;
        };
    return new Seeded(kind, hidden, within(text));
  }

  private Seeded seeded(String kind, String secret, String text) {
    return new Seeded(kind, secret, within(text));
  }

  /** As it is, or as the message of an exception with its stack. */
  private String within(String text) {
    return switch (random.nextInt(5)) {
      case 0 ->
          "java.lang.IllegalStateException: Step load failed\n"
              + "\tat com.acme.billing.Loader.load(Loader.java:88)\n"
              + "Caused by: java.lang.IllegalArgumentException: "
              + text
              + "\n"
              + "\tat com.acme.billing.Reader$$Lambda/0x00007f1c2c0a1234.apply(Unknown Source)\n"
              + "\t... 31 more\n";
      case 1 -> "run 8841 at 2026-01-01T02:00:00.123Z: " + text;
      case 2 -> text + "\nsecond line";
      default -> text;
    };
  }
}
