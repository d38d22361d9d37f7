%% Makes the compiler call ms_transform for the module that includes this. OTP: stdlib, ms_transform.
-compile({parse_transform, ms_transform}).
