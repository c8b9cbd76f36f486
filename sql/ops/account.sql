-- Purpose: an account as rapport.toml names it. Key: (brand, account). Parameters: brand, account, platform, handle.
insert into core.account (brand, account, platform, handle)
values (:brand, :account, :platform, :handle)
on conflict (brand, account) do nothing
