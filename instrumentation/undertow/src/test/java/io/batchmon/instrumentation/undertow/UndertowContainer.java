package io.batchmon.instrumentation.undertow;

import static io.batchmon.instrumentation.servlettesting.Reflect.call;
import static io.batchmon.instrumentation.servlettesting.Reflect.callStatic;

import io.batchmon.instrumentation.servlettesting.ContainerLoader;
import io.batchmon.instrumentation.servlettesting.Exchange.Servlet;
import io.batchmon.instrumentation.servlettesting.Reflect;
import io.batchmon.instrumentation.servlettesting.TestContainer;
import java.net.InetSocketAddress;
import java.util.List;

/** An embedded Undertow. */
final class UndertowContainer extends TestContainer {
  private static final String SERVLET = "io.undertow.servlet.";

  private final Object deployment;
  private Object server;

  UndertowContainer(ContainerLoader loader, String version) throws Exception {
    super(loader, version.startsWith("2.3") ? "jakarta" : "javax");
    deployment = callStatic(loader.loadClass(SERVLET + "Servlets"), "deployment");
    call(deployment, "setClassLoader", loader);
    call(deployment, "setContextPath", CONTEXT);
    call(deployment, "setDeploymentName", "shop");
  }

  private Object factory(Object instance) {
    return Reflect.create(loader, SERVLET + "util.ImmediateInstanceFactory", instance);
  }

  @Override
  public void servlet(String name, String mapping, Servlet servlet) {
    Object instance = servletOf(servlet);
    Object info =
        Reflect.create(
            loader, SERVLET + "api.ServletInfo", name, instance.getClass(), factory(instance));
    call(info, "addMapping", mapping);
    call(info, "setAsyncSupported", true);
    call(deployment, "addServlet", info);
  }

  @Override
  public void filter(String name, String mapping, Servlet filter) throws Exception {
    Object instance = filterOf(filter);
    Object info =
        Reflect.create(
            loader, SERVLET + "api.FilterInfo", name, instance.getClass(), factory(instance));
    call(deployment, "addFilter", info);
    Class<?> type = loader.loadClass(servletApi("DispatcherType"));
    Object request = callStatic(type, "valueOf", "REQUEST");
    call(deployment, "addFilterUrlMapping", name, mapping, request);
  }

  @Override
  public void errorPage(int status, String path) {
    Object page = Reflect.create(loader, SERVLET + "api.ErrorPage", path, status);
    call(deployment, "addErrorPage", page);
  }

  @Override
  public int start() throws Exception {
    inLoader(
        () -> {
          Object container = callStatic(loader.loadClass(SERVLET + "Servlets"), "defaultContainer");
          Object manager = call(container, "addDeployment", deployment);
          call(manager, "deploy");
          Object handler = call(manager, "start");
          Object paths = callStatic(loader.loadClass("io.undertow.Handlers"), "path");
          call(paths, "addPrefixPath", CONTEXT, handler);
          Object builder = callStatic(loader.loadClass("io.undertow.Undertow"), "builder");
          call(builder, "addHttpListener", 0, "127.0.0.1");
          call(builder, "setHandler", paths);
          server = call(builder, "build");
          call(server, "start");
        });
    Object listener = ((List<?>) call(server, "getListenerInfo")).get(0);
    return ((InetSocketAddress) call(listener, "getAddress")).getPort();
  }

  @Override
  public void stop() throws Exception {
    inLoader(() -> call(server, "stop"));
    loader.close();
  }
}
