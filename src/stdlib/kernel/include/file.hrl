%% What module file gives and takes. OTP: kernel, file, "Data Types".
-ifndef(FILE_HRL_).
-define(FILE_HRL_, 1).

%% Of read_file_info and write_file_info. Times are those of file_info's option `time`: local or
%% universal, as {Date, Time}, or seconds of POSIX.
-record(file_info, {size, type, access, atime, mtime, ctime, mode, links, major_device,
                    minor_device, inode, uid, gid}).

%% Of open with the option `raw`.
-record(file_descriptor, {module, data}).

-endif.
