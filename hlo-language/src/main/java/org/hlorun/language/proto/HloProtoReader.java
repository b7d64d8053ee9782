package org.hlorun.language.proto;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.program.ProgramFormat;
import org.hlorun.language.proto.message.Hlo.HloModuleProto;
import org.hlorun.language.proto.message.Hlo.HloProto;
import org.hlorun.language.proto.message.Hlo.HloSnapshot;
import org.hlorun.language.proto.message.XlaData.LiteralProto;
import org.hlorun.language.tensorfile.FileProblems;

/**
 * Reads serialised programs: {@code HloModuleProto}, {@code HloProto}, {@code
 * HloModuleProtoWithConfig} and {@code HloSnapshot}, told apart by their content, binary or as
 * text. Every sequence of bytes gives a module or an {@link HloException}; memory is bounded by the
 * size of the file. The result is not verified yet.
 */
public final class HloProtoReader {
  /** Shapes may be nested 256 levels, each a message. */
  private static final int MAX_NESTING = 600;

  private HloProtoReader() {}

  /**
   * Reads the module of a file.
   *
   * @throws HloException {@code FILE} if the file cannot be read, {@code FILE_FORMAT} if it holds
   *     no module
   */
  public static HloModule read(Path file) {
    byte[] bytes = bytes(file);
    return ProtoProblem.within(file + ": ", () -> read(bytes));
  }

  /**
   * Reads a module.
   *
   * @throws HloException {@code FILE_FORMAT}, with the offset where the bytes are malformed
   */
  public static HloModule read(byte[] bytes) {
    return module(parse(bytes));
  }

  /**
   * Reads the module of a file and the values that stand beside it, if any do.
   *
   * @throws HloException as {@link #read(Path)}
   */
  public static HloSnapshotFile readSnapshot(Path file) {
    byte[] bytes = bytes(file);
    return ProtoProblem.within(file + ": ", () -> readSnapshot(bytes));
  }

  /**
   * Reads a module and the values that stand beside it, if any do.
   *
   * @throws HloException as {@link #read(byte[])}
   */
  public static HloSnapshotFile readSnapshot(byte[] bytes) {
    Message message = parse(bytes);
    HloModule module = module(message);
    if (!(message instanceof HloSnapshot snapshot)) {
      return new HloSnapshotFile(module, List.of(), null, "");
    }
    List<Literal> arguments = new ArrayList<>();
    for (LiteralProto argument : snapshot.getArgumentsList()) {
      String place = "argument %d: ".formatted(arguments.size());
      arguments.add(ProtoProblem.within(place, () -> LiteralFields.read(argument)));
    }
    Literal result =
        snapshot.hasResult()
            ? ProtoProblem.within("result: ", () -> LiteralFields.read(snapshot.getResult()))
            : null;
    return new HloSnapshotFile(
        module, arguments, result, ProtoText.of(snapshot.getExecutionPlatform()));
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw FileProblems.io(file, "read", e);
    } catch (OutOfMemoryError e) {
      throw new HloException(
          Diagnostic.of(DiagnosticCode.MEMORY, "Not enough memory to read " + file + "."), e);
    }
  }

  private static HloModule module(Message message) {
    return switch (message) {
      case HloSnapshot snapshot -> module(snapshot.getHlo());
      case HloProto proto -> {
        HloModule module = ModuleDecoder.decode(proto.getHloModule());
        HeaderFields.readConfig(proto.getConfig(), module);
        module
            .attachment(ProtoNotes.class)
            .orElseThrow()
            .setContainer(
                Remainder.of(
                    proto,
                    HloProto.newBuilder().setConfig(HeaderFields.writeConfig(module)).build(),
                    List.of(HloProto.HLO_MODULE_FIELD_NUMBER)));
        yield module;
      }
      default -> ModuleDecoder.decode((HloModuleProto) message);
    };
  }

  private static Message parse(byte[] bytes) {
    if (ProgramFormat.of(bytes) == ProgramFormat.HLO_PROTO_TEXT) {
      return parseText(new String(bytes, StandardCharsets.UTF_8));
    }
    Parser<? extends Message> parser =
        switch (ProtoContent.of(bytes)) {
          case MODULE -> HloModuleProto.parser();
          case HLO_PROTO -> HloProto.parser();
          case SNAPSHOT -> HloSnapshot.parser();
        };
    CodedInputStream input = CodedInputStream.newInstance(bytes);
    input.setRecursionLimit(MAX_NESTING);
    try {
      return parser.parseFrom(input);
    } catch (InvalidProtocolBufferException e) {
      throw new HloException(
          Diagnostic.of(
              DiagnosticCode.FILE_FORMAT,
              "byte %d: no serialised HLO module: %s"
                  .formatted(input.getTotalBytesRead(), e.getMessage())),
          e);
    }
  }

  private static Message parseText(String text) {
    Message.Builder builder =
        switch (ProgramFormat.firstWord(text)) {
          case "hlo", "arguments", "result", "execution_platform" -> HloSnapshot.newBuilder();
          case "hlo_module", "buffer_assignment", "config" -> HloProto.newBuilder();
          default -> HloModuleProto.newBuilder();
        };
    try {
      TextFormat.Parser.newBuilder().setRecursionLimit(MAX_NESTING).build().merge(text, builder);
      return builder.build();
    } catch (TextFormat.ParseException e) {
      throw new HloException(
          Diagnostic.of(
              DiagnosticCode.FILE_FORMAT, "no text of a serialised HLO module: " + e.getMessage()),
          e);
    }
  }
}
