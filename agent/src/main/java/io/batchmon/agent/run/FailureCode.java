package io.batchmon.agent.run;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The typed code of an exception, such as {@code sql:23000/1062}, {@code http:404}, {@code
 * aws:s3/NoSuchBucket} or {@code errno:ENOSPC}: what its library knows about it beyond the type.
 * Exceptions are known by the names of their classes and asked by public methods, since the agent
 * sees none of those libraries. Never throws.
 */
final class FailureCode {
  private static final int MAX_SUPERCLASSES = 16;
  private static final int MAX_INTERFACES = 8;
  private static final int MAX_LENGTH = 80;
  private static final String EXIT_CODE = "org.springframework.boot.ExitCodeGenerator";

  /** Class, kind of code, and the getters that lead to it; commas part alternatives. */
  private static final String[] TABLE = {
    "org.springframework.web.client.RestClientResponseException", "http",
        "getStatusCode.value,getRawStatusCode",
    "org.springframework.web.reactive.function.client.WebClientResponseException", "http",
        "getStatusCode.value,getRawStatusCode",
    "org.springframework.web.server.ResponseStatusException", "http",
        "getStatusCode.value,getRawStatusCode,getStatus.value",
    "org.apache.http.client.HttpResponseException", "http", "getStatusCode",
    "org.apache.hc.client5.http.HttpResponseException", "http", "getStatusCode",
    "com.google.api.client.http.HttpResponseException", "http", "getStatusCode",
    "com.google.cloud.BaseServiceException", "http", "getCode",
    "com.azure.core.exception.HttpResponseException", "http", "getResponse.getStatusCode",
    "feign.FeignException", "http", "status",
    "retrofit2.HttpException", "http", "code",
    "javax.ws.rs.WebApplicationException", "http", "getResponse.getStatus",
    "jakarta.ws.rs.WebApplicationException", "http", "getResponse.getStatus",
    "javax.xml.ws.http.HTTPException", "http", "getStatusCode",
    "org.jsoup.HttpStatusException", "http", "getStatusCode",
    "org.elasticsearch.client.ResponseException", "http", "getResponse.getStatusLine.getStatusCode",
    "org.opensearch.client.ResponseException", "http", "getResponse.getStatusLine.getStatusCode",
    "co.elastic.clients.elasticsearch._types.ElasticsearchException", "http", "status",
    "io.micronaut.http.client.exceptions.HttpClientResponseException", "http", "getStatus.getCode",
    "software.amazon.awssdk.core.exception.SdkServiceException", "http", "statusCode",
    "com.google.api.gax.rpc.ApiException", "grpc", "getStatusCode.getCode",
    "io.grpc.StatusRuntimeException", "grpc", "getStatus.getCode",
    "io.grpc.StatusException", "grpc", "getStatus.getCode",
    "com.mongodb.MongoException", "mongo", "getCode",
    "javax.jms.JMSException", "jms", "getErrorCode",
    "jakarta.jms.JMSException", "jms", "getErrorCode",
    "com.sun.mail.smtp.SMTPSendFailedException", "smtp", "getReturnCode",
    "com.sun.mail.smtp.SMTPAddressFailedException", "smtp", "getReturnCode",
    "org.eclipse.angus.mail.smtp.SMTPSendFailedException", "smtp", "getReturnCode",
    "org.eclipse.angus.mail.smtp.SMTPAddressFailedException", "smtp", "getReturnCode",
    "org.apache.commons.exec.ExecuteException", "exit", "getExitValue",
    "org.zeroturnaround.exec.InvalidExitValueException", "exit", "getExitValue",
    "org.springframework.batch.core.JobInterruptedException", "status", "getStatus",
    "org.springframework.batch.core.job.JobInterruptedException", "status", "getStatus",
    "org.springframework.beans.factory.NoSuchBeanDefinitionException", "bean",
        "getBeanName,getBeanType.getName",
  };

  private static final int COLUMNS = 3;
  private static final Map<String, Integer> ROWS = new HashMap<>();

  static {
    for (int i = 0; i < TABLE.length; i += COLUMNS) {
      ROWS.put(TABLE[i], i);
    }
  }

  private FailureCode() {}

  /** Null where there is none. */
  static @Nullable String of(Throwable failure, @Nullable String message) {
    try {
      String text = message == null ? "" : message;
      Class<?> type = failure.getClass();
      for (int i = 0; i < MAX_SUPERCLASSES && type != null; i++, type = type.getSuperclass()) {
        String code = of(type, failure, text);
        if (code != null) {
          return plain(code);
        }
      }
    } catch (Throwable broken) {
      // why: a code is worth having and never worth a job; without one the type has to do
      return null;
    }
    return null;
  }

  private static @Nullable String of(Class<?> type, Throwable failure, String message)
      throws ReflectiveOperationException {
    String name = type.getName();
    switch (name) {
      case "java.sql.SQLException":
        return SqlCode.of(failure);
      case "java.lang.OutOfMemoryError":
        return MessageCode.ofMemory(message);
      case "java.lang.ClassNotFoundException":
      case "java.lang.NoClassDefFoundError":
        return MessageCode.ofClass(message);
      case "java.net.SocketTimeoutException":
        return MessageCode.ofTimeout(message);
      case "java.net.http.HttpConnectTimeoutException":
        return "timeout:connect";
      case "java.net.http.HttpTimeoutException":
        return "timeout";
      case "java.net.UnknownHostException":
        return "unknown_host";
      case "java.nio.file.NoSuchFileException":
        return "errno:ENOENT";
      case "java.nio.file.AccessDeniedException":
        return "errno:EACCES";
      case "java.nio.file.FileAlreadyExistsException":
        return "errno:EEXIST";
      case "java.nio.file.DirectoryNotEmptyException":
        return "errno:ENOTEMPTY";
      case "java.nio.file.NotDirectoryException":
        return "errno:ENOTDIR";
      case "java.io.IOException":
        return MessageCode.ofIo(failure.getClass().getName(), message);
      case "javax.naming.NamingException":
        return MessageCode.ofNaming(message);
      case "redis.clients.jedis.exceptions.JedisDataException":
      case "io.lettuce.core.RedisCommandExecutionException":
      case "org.redisson.client.RedisException":
        return MessageCode.ofRedis(message);
      case "com.amazonaws.AmazonServiceException":
        return aws(ask(type, failure, "getServiceName"), ask(type, failure, "getErrorCode"));
      case "software.amazon.awssdk.awscore.exception.AwsServiceException":
        return aws(
            ask(type, failure, "awsErrorDetails.serviceName"),
            ask(type, failure, "awsErrorDetails.errorCode"));
      default:
        return asked(name, type, failure);
    }
  }

  private static @Nullable String asked(String name, Class<?> type, Throwable failure)
      throws ReflectiveOperationException {
    Integer row = ROWS.get(name);
    if (row != null) {
      for (String path : TABLE[row + 2].split(",", -1)) {
        String value = askSafely(type, failure, path);
        if (value != null) {
          return coded(TABLE[row + 1], value);
        }
      }
      return null;
    }
    if (name.startsWith("java")) {
      return null;
    }
    Class<?>[] interfaces = type.getInterfaces();
    for (int i = 0; i < interfaces.length && i < MAX_INTERFACES; i++) {
      if (interfaces[i].getName().equals(EXIT_CODE)) {
        return coded("exit", ask(interfaces[i], failure, "getExitCode"));
      }
    }
    return null;
  }

  private static @Nullable String coded(String kind, @Nullable String value) {
    if (value == null || value.isEmpty()) {
      return null;
    }
    // why: the drivers of MongoDB say "not from the server" by a number below 0
    boolean none = kind.equals("mongo") && value.startsWith("-");
    return none ? null : kind.equals("http") ? http(value) : kind + ':' + value;
  }

  /** A server that fails says so in varying ways; what it refuses, it refuses for one reason. */
  static @Nullable String http(String status) {
    boolean isStatus = status.length() == 3;
    return !isStatus ? null : status.charAt(0) == '5' ? "http:5xx" : "http:" + status;
  }

  private static @Nullable String aws(@Nullable String service, @Nullable String code) {
    if (code == null || code.isEmpty()) {
      return null;
    }
    String name = service == null ? "" : service.replace("Amazon", "").replace("AWS", "").trim();
    return "aws:" + name.toLowerCase(Locale.ROOT) + '/' + code;
  }

  // why: Spring 5 throws for a status that it has no constant for; the next getter may know
  private static @Nullable String askSafely(Class<?> type, Object object, String path) {
    try {
      return ask(type, object, path);
    } catch (ReflectiveOperationException | RuntimeException noAnswer) {
      return null;
    }
  }

  /** Follows getters, looked up in the class or interface that declares them: it is public. */
  private static @Nullable String ask(Class<?> type, Object object, String path)
      throws ReflectiveOperationException {
    Class<?> declared = type;
    Object value = object;
    for (String getter : path.split("\\.", -1)) {
      Method method;
      try {
        method = declared.getMethod(getter);
      } catch (NoSuchMethodException otherVersion) {
        return null;
      }
      value = method.invoke(value);
      if (value == null) {
        return null;
      }
      declared = method.getReturnType();
    }
    return value instanceof Enum ? ((Enum<?>) value).name() : textOf(value);
  }

  // why: the toString of anything else could be anything, also slow
  private static @Nullable String textOf(Object value) {
    return value instanceof String || value instanceof Number ? value.toString() : null;
  }

  private static String plain(String code) {
    int length = Math.min(code.length(), MAX_LENGTH);
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      char c = code.charAt(i);
      text.append(c > ' ' && c < 0x7f ? c : '_');
    }
    return text.toString();
  }
}
