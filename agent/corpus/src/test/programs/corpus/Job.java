package corpus;

/** A job of an imagined application; each of its bugs is raised by real code of real libraries. */
public interface Job {
  String[] bugs();

  /** Raises one of the bugs. */
  void run(String bug, Env env) throws Exception;
}
