package dev.llmfit.probe.bandwidth;

import java.util.Locale;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.JCudaDriver;

/**
 * Measures CUDA devices through JCuda and prints {@code key=value} lines. Runs in a process of its own: making a context takes
 * memory on the card, and a driver that fails may take the process with it.
 */
public final class CudaChild {
    /** Bytes of a copy: several times the caches of the largest chips, of some tens of MiB. */
    private static final long COPY = 256L << 20;

    /** Copies that are timed together; judgement. */
    private static final int REPEAT = 16;

    /** Bytes to which the largest block is found out; judgement. */
    private static final long RESOLUTION = 64L << 20;

    private CudaChild() {}

    /** Measures every device; ends with code 3 where there is no driver. */
    public static void main(String[] arguments) {
        try {
            JCudaDriver.setExceptionsEnabled(true);
            JCudaDriver.cuInit(0);
            int[] count = new int[1];
            JCudaDriver.cuDeviceGetCount(count);
            System.out.println("count=" + count[0]);
            for (int i = 0; i < count[0]; i++) {
                device(i);
            }
        } catch (LinkageError | RuntimeException e) {
            String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("no message");
            System.out.println("error=" + e.getClass().getSimpleName() + ": " + message);
            Runtime.getRuntime().exit(3);
        }
        Runtime.getRuntime().exit(0);
    }

    private static void device(int index) {
        String key = "device." + index + ".";
        CUdevice device = new CUdevice();
        JCudaDriver.cuDeviceGet(device, index);
        String[] bus = new String[1];
        JCudaDriver.cuDeviceGetPCIBusId(bus, 64, device);
        System.out.println(key + "pci_address=" + bus[0].strip().toLowerCase(Locale.ROOT));
        System.out.println(key + "integrated=" + attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_INTEGRATED));
        CUcontext context = new CUcontext();
        JCudaDriver.cuCtxCreate(context, 0, device);
        try {
            long[] free = new long[1];
            long[] total = new long[1];
            JCudaDriver.cuMemGetInfo(free, total);
            System.out.println(key + "total=" + total[0]);
            System.out.println(key + "free=" + free[0]);
            System.out.println(key + "allocatable=" + largestAllocation(free[0]));
            System.out.println(key + "copy_gbps=" + copyRate(Math.min(COPY, free[0] / 4)));
        } finally {
            JCudaDriver.cuCtxDestroy(context);
        }
    }

    private static int attribute(CUdevice device, int attribute) {
        int[] value = new int[1];
        JCudaDriver.cuDeviceGetAttribute(value, attribute, device);
        return value[0];
    }

    /** The largest single block that can really be had, to 64 MiB. */
    private static long largestAllocation(long free) {
        long low = 0;
        long high = free / RESOLUTION;
        while (low < high) {
            long middle = (low + high + 1) / 2;
            if (canAllocate(middle * RESOLUTION)) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low * RESOLUTION;
    }

    private static boolean canAllocate(long bytes) {
        CUdeviceptr block = new CUdeviceptr();
        try {
            JCudaDriver.cuMemAlloc(block, bytes);
        } catch (RuntimeException e) {
            return false; // CUDA_ERROR_OUT_OF_MEMORY is the answer that is looked for
        }
        JCudaDriver.cuMemFree(block);
        return true;
    }

    /** Bytes read and written by copies inside the device, in 10^9 a second. */
    private static double copyRate(long bytes) {
        CUdeviceptr from = new CUdeviceptr();
        CUdeviceptr to = new CUdeviceptr();
        JCudaDriver.cuMemAlloc(from, bytes);
        JCudaDriver.cuMemAlloc(to, bytes);
        JCudaDriver.cuMemcpyDtoD(to, from, bytes);
        JCudaDriver.cuCtxSynchronize();
        long start = System.nanoTime();
        for (int i = 0; i < REPEAT; i++) {
            JCudaDriver.cuMemcpyDtoD(to, from, bytes);
        }
        JCudaDriver.cuCtxSynchronize();
        double nanos = System.nanoTime() - start;
        JCudaDriver.cuMemFree(from);
        JCudaDriver.cuMemFree(to);
        return 2.0 * bytes * REPEAT / nanos;
    }
}
