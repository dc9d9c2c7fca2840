/** Its main method is its superclass's. */
public class InheritsMain extends Endings {}
