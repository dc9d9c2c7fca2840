package io.batchmon.instrumentation.openejb;

import java.util.Properties;
import org.apache.openejb.BeanContext;
import org.apache.openejb.assembler.classic.AppInfo;
import org.apache.openejb.assembler.classic.Assembler;
import org.apache.openejb.assembler.classic.SecurityServiceInfo;
import org.apache.openejb.assembler.classic.TransactionServiceInfo;
import org.apache.openejb.config.AppModule;
import org.apache.openejb.config.ConfigurationFactory;
import org.apache.openejb.config.EjbModule;
import org.apache.openejb.jee.EjbJar;
import org.apache.openejb.jee.SingletonBean;
import org.apache.openejb.jee.StatelessBean;
import org.apache.openejb.loader.SystemInstance;
import org.apache.openejb.spi.ContainerSystem;

/** The application server, in this JVM; one bean is one application. */
final class Server {
  private static final String BEANS =
      "io.batchmon.instrumentation.openejb." + System.getProperty("ejb.api") + '.';

  private final ConfigurationFactory configuration;
  private final Assembler assembler;

  private Server(ConfigurationFactory configuration, Assembler assembler) {
    this.configuration = configuration;
    this.assembler = assembler;
  }

  static Server start() throws Exception {
    Properties properties = new Properties();
    properties.setProperty("openejb.deployments.classpath", "false");
    properties.setProperty("openejb.environment.default", "false");
    SystemInstance.init(properties);
    ConfigurationFactory configuration = new ConfigurationFactory();
    Assembler assembler = new Assembler();
    assembler.createTransactionManager(
        configuration.configureService(TransactionServiceInfo.class));
    assembler.createSecurityService(configuration.configureService(SecurityServiceInfo.class));
    return new Server(configuration, assembler);
  }

  static Class<?> bean(String name) throws ClassNotFoundException {
    return Class.forName(BEANS + name);
  }

  /** Deploys a bean until this is closed. */
  AutoCloseable deploy(String name) throws Exception {
    Class<?> type = bean(name);
    EjbJar jar = new EjbJar(name);
    if (name.equals("AlarmBean")) {
      jar.addEnterpriseBean(new StatelessBean(type));
    } else {
      jar.addEnterpriseBean(new SingletonBean(type));
    }
    EjbModule module = new EjbModule(jar);
    module.setClassLoader(Server.class.getClassLoader());
    AppModule application = new AppModule(module);
    AppInfo info = configuration.configureApplication(application);
    assembler.createApplication(info);
    return () -> assembler.destroyApplication(info);
  }

  static Alarm alarm() {
    return (Alarm) alarmBean().getBusinessLocalHome().create();
  }

  static BeanContext alarmBean() {
    return SystemInstance.get().getComponent(ContainerSystem.class).getBeanContext("AlarmBean");
  }
}
