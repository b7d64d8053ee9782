import java.nio.file.Files;
import java.nio.file.Path;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;

/**
 * Runs a file of HLO text by way of GraalVM's polyglot API.
 *
 * <p>{@code java -cp "hlo-run-cli/target/lib/*" examples/polyglot/Java/Embedding.java
 * examples/conditional.hlo}
 *
 * <pre>
 * prints:
 * conditional takes [s32[], f32[3]] and runs on cpu
 * f32[3] {1.0, 4.0, 9.0}
 * </pre>
 */
public final class Embedding {
  public static void main(String[] args) throws Exception {
    HostAccess access =
        HostAccess.newBuilder(HostAccess.EXPLICIT)
            .allowArrayAccess(true)
            .allowListAccess(true)
            .allowBufferAccess(true)
            .build();
    try (Context context =
        Context.newBuilder("hlo").allowHostAccess(access).allowNativeAccess(true).build()) {
      Value program = context.eval("hlo", Files.readString(Path.of(args[0])));
      System.out.printf(
          "%s takes %s and runs on %s%n",
          program.getMember("name"), program.getMember("parameters"), program.getMember("backend"));
      System.out.println(program.execute(2, new float[] {1, 2, 3}));
    }
  }
}
