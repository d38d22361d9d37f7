%% How the program was started: what is asked of OTP's loader of code. The rest of the module is native.
%% OTP: erts, init. Differs: no boot script is run, and no archive is read.
-module(init).

-export([ensure_loaded/1, fetch_loaded/0, run_on_load_handlers/0, wait_until_started/0, boot/1,
         archive_extension/0, objfile_extension/0, code_path_choice/0,
         get_configfd/1, set_configfd/2]).

ensure_loaded(Module) when is_atom(Module) ->
    case code:ensure_loaded(Module) of
        {module, _} = Loaded -> Loaded;
        {error, _} -> error
    end.

%% What a boot script has loaded, and whose -on_load has not been run.
fetch_loaded() -> [].
run_on_load_handlers() -> ok.
wait_until_started() -> ok.

%% Only once, by the program itself.
boot(_Arguments) -> erlang:error(badarg).

archive_extension() -> ".ez".
objfile_extension() -> code:objfile_extension().
code_path_choice() -> relaxed.

%% Configurations that were read from descriptors.
get_configfd(Descriptor) -> persistent_term:get({?MODULE, configfd, Descriptor}, none).

set_configfd(Descriptor, Configuration) ->
    persistent_term:put({?MODULE, configfd, Descriptor}, Configuration).
