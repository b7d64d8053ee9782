package org.hlorun.cli.console;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;

/**
 * The streams of the command: standard output is data, whose errors are not swallowed; standard
 * error is talk.
 */
public final class Console {
  /** The system property by which the launcher says that standard error is a terminal. */
  private static final String TERMINAL = "hlorun.stderr.terminal";

  private final InputStream in;
  private final OutputStream out;
  private final Writer writer;
  private final PrintStream err;
  private final boolean errIsTerminal;
  private final Map<String, String> environment;
  private boolean quiet;
  private boolean verbose;
  private boolean color;

  /**
   * @param errIsTerminal whether a person may be reading standard error
   * @param environment the environment variables
   */
  public Console(
      InputStream in,
      OutputStream out,
      OutputStream err,
      boolean errIsTerminal,
      Map<String, String> environment) {
    this.in = in;
    this.out = new BufferedOutputStream(out, 1 << 16);
    this.writer = new BufferedWriter(new OutputStreamWriter(this.out, StandardCharsets.UTF_8));
    this.err = new PrintStream(err, true, StandardCharsets.UTF_8);
    this.errIsTerminal = errIsTerminal;
    this.environment = environment;
  }

  /** The console of this process. */
  public static Console system() {
    return new Console(
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        Boolean.getBoolean(TERMINAL),
        System.getenv());
  }

  /** How much to say, and whether in color. */
  public void configure(boolean newQuiet, boolean newVerbose, ColorMode mode) {
    quiet = newQuiet;
    verbose = newVerbose;
    color =
        switch (mode) {
          case ALWAYS -> true;
          case NEVER -> false;
          case AUTO ->
              errIsTerminal
                  && environment.getOrDefault("NO_COLOR", "").isEmpty()
                  && !environment.getOrDefault("TERM", "").equals("dumb");
        };
  }

  public InputStream in() {
    return in;
  }

  /** Standard output, for text. Its {@link IOException}s are for {@link #outputFailed}. */
  public Writer out() {
    return writer;
  }

  /** Standard output, for bytes. */
  public OutputStream outBytes() throws IOException {
    writer.flush();
    return out;
  }

  /** Standard error. */
  public PrintStream err() {
    return err;
  }

  public boolean isVerbose() {
    return verbose;
  }

  /** Whether to show progress: to a person who wants to hear. */
  public boolean showsProgress() {
    return errIsTerminal && !quiet;
  }

  /** Says something that is not an error, unless told to be quiet. */
  public void note(String text) {
    if (!quiet) {
      err.println(text);
    }
  }

  /** Says something for the curious. */
  public void detail(String text) {
    if (verbose) {
      err.println(text);
    }
  }

  /** Says what is wrong. */
  public void report(Diagnostic diagnostic) {
    String text = diagnostic.render();
    if (color) {
      String mark = "error[" + diagnostic.code().id() + "]:";
      text = text.replace(mark, "\033[1;31m" + mark + "\033[0m");
    }
    err.println(text);
  }

  /**
   * Says that standard output cannot be written, but nothing if its reader just went away.
   *
   * @return the code to exit with
   */
  public ExitCode outputFailed(IOException problem) {
    String reason = String.valueOf(problem.getMessage());
    if (reason.contains("Broken pipe") || reason.contains("Connection reset")) {
      return ExitCode.OUTPUT_CLOSED;
    }
    report(
        Diagnostic.of(
            DiagnosticCode.FILE, "Cannot write to standard output: " + reason + ".", null));
    return ExitCode.ENVIRONMENT;
  }

  /** Writes out what is still held back. */
  public void flush() throws IOException {
    writer.flush();
  }
}
