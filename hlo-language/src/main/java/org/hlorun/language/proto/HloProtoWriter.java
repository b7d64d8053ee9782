package org.hlorun.language.proto;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.proto.message.Hlo.HloModuleConfigProto;
import org.hlorun.language.proto.message.Hlo.HloProto;
import org.hlorun.language.proto.message.Hlo.HloSnapshot;

/**
 * Writes serialised programs. A module is written as {@code HloModuleProto}; where it was read from
 * a message around that, or its header says what only {@code HloModuleProtoWithConfig} can say
 * (numbers of replicas and partitions, passing of aliases, propagation of shardings), as that.
 *
 * <p>What was read is written again: ids, and fields that the model does not have or this version
 * does not know, are kept beside the module by {@link HloProtoReader}. What is lost is what was
 * unknown about instructions that have left the module, and inside literals.
 */
public final class HloProtoWriter {
  private HloProtoWriter() {}

  /** The binary form of a module. */
  public static byte[] write(HloModule module) {
    return message(module).toByteArray();
  }

  /** The text form of a module. */
  public static String writeText(HloModule module) {
    return TextFormat.printer().printToString(message(module));
  }

  /** The binary form of a module with the values of a run, {@code HloSnapshot}. */
  public static byte[] write(HloSnapshotFile snapshot) {
    return message(snapshot).toByteArray();
  }

  /** The text form of a module with the values of a run, {@code HloSnapshot}. */
  public static String writeText(HloSnapshotFile snapshot) {
    return TextFormat.printer().printToString(message(snapshot));
  }

  private static Message message(HloModule module) {
    boolean contained = module.attachment(ProtoNotes.class).map(ProtoNotes::container).isPresent();
    boolean configured =
        !HeaderFields.writeConfig(module).equals(HloModuleConfigProto.getDefaultInstance());
    return contained || configured ? container(module) : ModuleEncoder.encode(module);
  }

  private static HloProto container(HloModule module) {
    HloProto.Builder proto = HloProto.newBuilder().setHloModule(ModuleEncoder.encode(module));
    HloModuleConfigProto config = HeaderFields.writeConfig(module);
    if (!config.equals(HloModuleConfigProto.getDefaultInstance())) {
      proto.setConfig(config);
    }
    module
        .attachment(ProtoNotes.class)
        .map(ProtoNotes::container)
        .ifPresent(remainder -> remainder.addTo(proto));
    return proto.build();
  }

  private static HloSnapshot message(HloSnapshotFile snapshot) {
    HloSnapshot.Builder proto = HloSnapshot.newBuilder().setHlo(container(snapshot.module()));
    for (Literal argument : snapshot.arguments()) {
      proto.addArguments(LiteralFields.write(argument));
    }
    if (snapshot.result() != null) {
      proto.setResult(LiteralFields.write(snapshot.result()));
    }
    return proto.setExecutionPlatform(ProtoText.bytes(snapshot.platform())).build();
  }
}
