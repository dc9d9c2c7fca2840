import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.Banner;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** A Spring Boot application that ends after three runs of each of its scheduled methods. */
@Configuration
@EnableScheduling
public class BootJobs {
  private static final CountDownLatch FEEDS = new CountDownLatch(3);
  private static final CountDownLatch REMINDERS = new CountDownLatch(3);

  public static void main(String[] args) throws InterruptedException {
    SpringApplication application = new SpringApplication(BootJobs.class);
    application.setBannerMode(Banner.Mode.OFF);
    application.setWebApplicationType(WebApplicationType.NONE);
    try (ConfigurableApplicationContext context = application.run(args)) {
      System.out.println(
          FEEDS.await(30, TimeUnit.SECONDS) && REMINDERS.await(30, TimeUnit.SECONDS));
    }
  }

  @Bean
  PriceFeed priceFeed(Environment environment) {
    return new PriceFeed(!environment.containsProperty("migrate"));
  }

  @Bean
  WarmUp warmUp() {
    return new WarmUp();
  }

  @Bean
  Migration migration(Environment environment) {
    return new Migration(environment.containsProperty("migrate"));
  }

  public static class PriceFeed {
    private final boolean failing;

    PriceFeed(boolean failing) {
      this.failing = failing;
    }

    @Scheduled(initialDelay = 1, fixedDelay = 20)
    public void refresh() {
      FEEDS.countDown();
      if (failing && FEEDS.getCount() == 1) {
        throw new IllegalStateException("no price of milk");
      }
    }

    @Scheduled(initialDelay = 1, fixedRate = 20)
    public void remind() {
      REMINDERS.countDown();
    }
  }

  static class WarmUp implements ApplicationRunner {
    @Override
    public void run(org.springframework.boot.ApplicationArguments arguments) {}
  }

  static class Migration implements CommandLineRunner {
    private final boolean failing;

    Migration(boolean failing) {
      this.failing = failing;
    }

    @Override
    public void run(String... arguments) {
      if (failing) {
        throw new IllegalStateException("no table of orders");
      }
    }
  }
}
