package io.batchmon.instrumentation.jetty12;

import static io.batchmon.instrumentation.servlettesting.Reflect.call;
import static io.batchmon.instrumentation.servlettesting.Reflect.callStatic;

import io.batchmon.instrumentation.servlettesting.ContainerLoader;
import io.batchmon.instrumentation.servlettesting.Exchange.Servlet;
import io.batchmon.instrumentation.servlettesting.Reflect;
import io.batchmon.instrumentation.servlettesting.TestContainer;

/** An embedded Jetty 12. */
final class Jetty12Container extends TestContainer {

  private final String servlets;
  private final Object server;
  private final Object connector;
  private final Object context;
  private final Object errorPages;

  Jetty12Container(ContainerLoader loader, String version) throws Exception {
    super(loader, "jakarta");
    servlets = "org.eclipse.jetty." + (version.startsWith("12.0") ? "ee10" : "ee11") + ".servlet.";
    server = Reflect.create(loader, "org.eclipse.jetty.server.Server");
    connector = Reflect.create(loader, "org.eclipse.jetty.server.ServerConnector", server);
    call(connector, "setHost", "127.0.0.1");
    call(server, "addConnector", connector);
    context = Reflect.create(loader, servlets + "ServletContextHandler");
    call(context, "setContextPath", CONTEXT);
    errorPages = Reflect.create(loader, servlets + "ErrorPageErrorHandler");
    call(context, "setErrorHandler", errorPages);
    call(server, "setHandler", context);
  }

  @Override
  public void servlet(String name, String mapping, Servlet servlet) {
    Object holder = Reflect.create(loader, servlets + "ServletHolder", name, servletOf(servlet));
    call(holder, "setAsyncSupported", true);
    call(context, "addServlet", holder, mapping);
  }

  @Override
  public void filter(String name, String mapping, Servlet filter) throws Exception {
    Object holder = Reflect.create(loader, servlets + "FilterHolder", filterOf(filter));
    call(holder, "setName", name);
    Class<?> type = loader.loadClass(servletApi("DispatcherType"));
    Object request = callStatic(type, "valueOf", "REQUEST");
    Object types = callStatic(java.util.EnumSet.class, "of", request);
    call(context, "addFilter", holder, mapping, types);
  }

  @Override
  public void errorPage(int status, String path) {
    call(errorPages, "addErrorPage", status, path);
  }

  @Override
  public int start() throws Exception {
    inLoader(() -> call(server, "start"));
    return (int) call(connector, "getLocalPort");
  }

  @Override
  public void stop() throws Exception {
    inLoader(() -> call(server, "stop"));
    loader.close();
  }
}
