package dev.llmfit.cli;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes {@code equals} and {@code hashCode} of records out as plain code. javac leaves them to
 * {@code java.lang.runtime.ObjectMethods}, which puts them together from method handles at every start: no AOT cache of Java 25
 * holds that, and it was a tenth to a sixth of a short command. What they return stays the same.
 */
final class PlainRecords {
    private static final String EQUALS = "equals";
    private static final String HASH = "hashCode";
    private static final ClassDesc LEFT_TO = ClassDesc.of("java.lang.runtime.ObjectMethods");
    private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");

    /** What {@code ObjectMethods} multiplies a hash by before it adds the next component's. */
    private static final int FACTOR = 31;

    private PlainRecords() {}

    /** Returns a class with plain methods; empty if it has none to write out. */
    static Optional<byte[]> plain(byte[] content) {
        ClassFile files = ClassFile.of();
        ClassModel model = files.parse(content);
        if (model.methods().stream().noneMatch(PlainRecords::isLeftToJava)) {
            return Optional.empty();
        }
        ClassDesc owner = model.thisClass().asSymbol();
        List<Component> components = new ArrayList<>();
        model.findAttribute(Attributes.record())
                .orElseThrow(() -> new IllegalArgumentException(owner.displayName() + " is no record"))
                .components()
                .forEach(c -> components.add(new Component(c.name().stringValue(), c.descriptorSymbol())));
        return Optional.of(files.transformClass(model, (builder, element) -> {
            if (element instanceof MethodModel method && isLeftToJava(method)) {
                boolean equals = method.methodName().equalsString(EQUALS);
                builder.withMethod(
                        method.methodName(),
                        method.methodType(),
                        method.flags().flagsMask(),
                        written -> written.withCode(code -> {
                            if (equals) {
                                equals(code, owner, components);
                            } else {
                                hash(code, owner, components);
                            }
                        }));
            } else {
                builder.with(element);
            }
        }));
    }

    private static boolean isLeftToJava(MethodModel method) {
        boolean named =
                method.methodName().equalsString(EQUALS) || method.methodName().equalsString(HASH);
        return named
                && method.code().stream()
                        .flatMap(CodeModel::elementStream)
                        .anyMatch(code -> code instanceof InvokeDynamicInstruction dynamic
                                && dynamic.bootstrapMethod().owner().equals(LEFT_TO));
    }

    /** {@code this == o || o instanceof R r && each component is alike}. */
    private static void equals(CodeBuilder code, ClassDesc owner, List<Component> components) {
        Label same = code.newLabel();
        Label differs = code.newLabel();
        code.aload(0).aload(1).if_acmpeq(same);
        code.aload(1).instanceOf(owner).ifeq(differs);
        code.aload(1).checkcast(owner).astore(2);
        for (Component component : components) {
            code.aload(0).getfield(owner, component.name(), component.type());
            code.aload(2).getfield(owner, component.name(), component.type());
            switch (TypeKind.from(component.type())) {
                case REFERENCE ->
                    code.invokestatic(
                                    OBJECTS,
                                    EQUALS,
                                    MethodTypeDesc.of(
                                            ConstantDescs.CD_boolean, ConstantDescs.CD_Object, ConstantDescs.CD_Object))
                            .ifeq(differs);
                case LONG -> code.lcmp().ifne(differs);
                case FLOAT, DOUBLE -> // by bits but for NaN, as compare does
                    code.invokestatic(
                                    component.box(),
                                    "compare",
                                    MethodTypeDesc.of(ConstantDescs.CD_int, component.type(), component.type()))
                            .ifne(differs);
                default -> code.if_icmpne(differs);
            }
        }
        code.labelBinding(same).iconst_1().ireturn();
        code.labelBinding(differs).iconst_0().ireturn();
    }

    private static void hash(CodeBuilder code, ClassDesc owner, List<Component> components) {
        code.iconst_0();
        for (Component component : components) {
            code.bipush(FACTOR).imul();
            code.aload(0).getfield(owner, component.name(), component.type());
            boolean primitive = component.type().isPrimitive();
            code.invokestatic(
                    primitive ? component.box() : OBJECTS,
                    HASH,
                    MethodTypeDesc.of(ConstantDescs.CD_int, primitive ? component.type() : ConstantDescs.CD_Object));
            code.iadd();
        }
        code.ireturn();
    }

    /** A component of a record. */
    private record Component(String name, ClassDesc type) {
        /** Returns the class that holds a primitive's {@code compare} and {@code hashCode}. */
        ClassDesc box() {
            return switch (TypeKind.from(type)) {
                case BOOLEAN -> ConstantDescs.CD_Boolean;
                case BYTE -> ConstantDescs.CD_Byte;
                case SHORT -> ConstantDescs.CD_Short;
                case CHAR -> ConstantDescs.CD_Character;
                case INT -> ConstantDescs.CD_Integer;
                case LONG -> ConstantDescs.CD_Long;
                case FLOAT -> ConstantDescs.CD_Float;
                case DOUBLE -> ConstantDescs.CD_Double;
                default -> throw new IllegalArgumentException(type.displayName() + " is no primitive");
            };
        }
    }
}
