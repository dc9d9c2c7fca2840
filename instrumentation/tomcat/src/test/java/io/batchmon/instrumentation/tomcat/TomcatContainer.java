package io.batchmon.instrumentation.tomcat;

import static io.batchmon.instrumentation.servlettesting.Reflect.call;
import static io.batchmon.instrumentation.servlettesting.Reflect.callStatic;

import io.batchmon.instrumentation.servlettesting.ContainerLoader;
import io.batchmon.instrumentation.servlettesting.Exchange.Servlet;
import io.batchmon.instrumentation.servlettesting.Reflect;
import io.batchmon.instrumentation.servlettesting.TestContainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** An embedded Tomcat. */
final class TomcatContainer extends TestContainer {
  private final Path directory;
  private final Object tomcat;
  private final Object connector;
  private final Object context;
  private final String descriptors;
  private final int major;

  TomcatContainer(ContainerLoader loader, int major) throws Exception {
    super(loader, major < 10 ? "javax" : "jakarta");
    this.major = major;
    descriptors =
        major < 8 ? "org.apache.catalina.deploy." : "org.apache.tomcat.util.descriptor.web.";
    if (major >= 8) {
      // why: a JVM takes one factory of URL handlers, and here several Tomcats want to set theirs
      String handlers = "org.apache.catalina.webresources.TomcatURLStreamHandlerFactory";
      callStatic(loader.loadClass(handlers), "disable");
    }
    directory = Files.createTempDirectory("tomcat");
    tomcat = Reflect.create(loader, "org.apache.catalina.startup.Tomcat");
    call(tomcat, "setBaseDir", directory.toString());
    call(tomcat, "setPort", 0);
    connector = call(tomcat, "getConnector");
    call(connector, "setProperty", "address", "127.0.0.1");
    context = call(tomcat, "addContext", CONTEXT, directory.toString());
    call(context, "setParentClassLoader", loader);
  }

  @Override
  public void servlet(String name, String mapping, Servlet servlet) {
    Class<?> type = tomcat.getClass();
    Object wrapper = callStatic(type, "addServlet", context, name, servletOf(servlet));
    call(wrapper, "setAsyncSupported", true);
    call(
        context,
        Reflect.has(context, "addServletMappingDecoded")
            ? "addServletMappingDecoded"
            : "addServletMapping",
        mapping,
        name);
  }

  @Override
  public void filter(String name, String mapping, Servlet filter) {
    Object definition = Reflect.create(loader, descriptors + "FilterDef");
    call(definition, "setFilterName", name);
    call(definition, "setFilter", filterOf(filter));
    call(context, "addFilterDef", definition);
    Object map = Reflect.create(loader, descriptors + "FilterMap");
    call(map, "setFilterName", name);
    call(map, "addURLPattern", mapping);
    call(context, "addFilterMap", map);
  }

  @Override
  public void errorPage(int status, String path) {
    Object page = Reflect.create(loader, descriptors + "ErrorPage");
    call(page, "setErrorCode", status);
    call(page, "setLocation", path);
    call(context, "addErrorPage", page);
  }

  @Override
  public int start() throws Exception {
    inLoader(() -> call(tomcat, "start"));
    return (int)
        call(connector, Reflect.has(connector, "getLocalPort") ? "getLocalPort" : "getPort");
  }

  @Override
  public void stop() throws Exception {
    inLoader(
        () -> {
          // why: Tomcat 7 does not get an application stopped on a JDK that has modules
          call(major < 8 ? connector : tomcat, "stop");
        });
    loader.close();
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : all) {
        Files.delete(file);
      }
    }
  }
}
