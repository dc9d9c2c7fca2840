/** A main of an instance and without arguments, as JDK 25 allows. */
class InstanceMain {
  void main() {
    System.out.println("an instance at work");
  }
}
